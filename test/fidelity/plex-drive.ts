import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { tagFilters } from '../../src/testing/plex/listing/tag-fields.ts';
import { type MockPlex, startMockPlex } from '../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../src/testing/plex/server/mock-server.ts';
import { loose, only, small, world } from '../testing/plex/harness.ts';
import { type Driven, driven } from './driven.ts';

const transcode = '/video/:/transcode/universal';
const client = 'tv';
const profile =
  'add-transcode-target(type=videoProfile&context=streaming&protocol=hls&container=mpegts&videoCodec=h264&audioCodec=aac)';

type Ask = (route: string, path: string, init?: RequestInit) => Promise<Driven['body']>;

/** Asks every route of a media server and of plex.tv, in an order in which what is made is used before it is removed. */
export async function drivePlex(): Promise<readonly Driven[]> {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 12));
  const plex = await startMockPlex({ world, clock, servers: [{ holdings: small }] });
  const answers: Driven[] = [];
  const asker =
    (origin: string, token: string): Ask =>
    async (route, path, init = {}) => {
      const headers = {
        accept: 'application/json',
        'X-Plex-Token': token,
        'X-Plex-Client-Identifier': client,
        'X-Plex-Product': 'Lantern',
        'X-Plex-Platform': 'Generic',
        'X-Plex-Client-Profile-Name': 'Generic',
        'X-Plex-Client-Profile-Extra': profile,
        ...init.headers,
      };
      const [method = 'GET'] = route.split(' ');
      const answer = await driven(route, `${origin}${path}`, { method, ...init, headers });
      answers.push(answer);
      return answer.body;
    };
  try {
    const server = only(plex.servers);
    const ask = asker(server.url, server.accessToken);
    await play(ask, server);
    await library(ask, server);
    await lists(ask, server);
    await cloud(asker(plex.plexTv.url, plex.account.token), plex, clock.now());
    return answers;
  } finally {
    await plex.close();
  }
}

async function play(ask: Ask, { ratingKeys }: MockPlexServer): Promise<void> {
  const movie = ratingKeys.movie(1);
  const episode = ratingKeys.episode(0, 1, 1);
  const of = (key: string): string => `key=${key}&identifier=com.plexapp.plugins.library`;
  const report = (time: number): string =>
    `/:/timeline?ratingKey=${movie}&key=/library/metadata/${movie}&state=playing&time=${time}&duration=6000000`;
  const wish = `path=${encodeURIComponent(`/library/metadata/${movie}`)}&protocol=hls&directPlay=0&session=tc-1`;
  await ask(`GET ${transcode}/decision`, `${transcode}/decision?${wish}`);
  await ask(`GET ${transcode}/start.m3u8`, `${transcode}/start.m3u8?session=tc-1`);
  await ask(`GET ${transcode}/session/{}/base/index.m3u8`, `${transcode}/session/tc-1/base/index.m3u8`);
  await ask(`GET ${transcode}/session/{}/base/{}`, `${transcode}/session/tc-1/base/00000.ts`);
  await ask(`GET ${transcode}/ping`, `${transcode}/ping?session=tc-1`);
  await ask('GET /transcode/sessions', '/transcode/sessions');
  const session = { headers: { 'X-Plex-Session-Identifier': 'tc-1' } };
  await ask('POST /:/timeline', report(2_000_000), session);
  await ask('GET /:/timeline', report(2_100_000), session);
  await ask('GET /status/sessions', '/status/sessions');
  await ask('POST /status/sessions/terminate', '/status/sessions/terminate?sessionId=tc-1&reason=enough');
  await ask(`GET ${transcode}/stop`, `${transcode}/stop?session=tc-1`);
  await ask('POST /:/timeline', report(5_900_000), { headers: { 'X-Plex-Session-Identifier': 'play-2' } });
  for (const verb of ['GET', 'PUT']) {
    await ask(`${verb} /:/rate`, `/:/rate?${of(movie)}&rating=8`);
    await ask(`${verb} /:/scrobble`, `/:/scrobble?${of(ratingKeys.movie(2))}`);
    await ask(`${verb} /:/unscrobble`, `/:/unscrobble?${of(ratingKeys.movie(2))}`);
    await ask(`${verb} /:/progress`, `/:/progress?${of(ratingKeys.movie(3))}&time=70000`);
  }
  await ask('PUT /:/scrobble', `/:/scrobble?${of(episode)}`);
  await ask('GET /status/sessions/history/all', '/status/sessions/history/all');
  await ask('GET /:/eventsource/notifications', '/:/eventsource/notifications');
}

const sectionLists = [
  ...['filters', 'sorts', 'firstCharacter', 'recentlyAdded', 'onDeck', 'newest', 'unwatched'],
  ...tagFilters,
];

async function library(ask: Ask, { ratingKeys }: MockPlexServer): Promise<void> {
  const [movie, show, season] = [ratingKeys.movie(0), ratingKeys.show(0), ratingKeys.season(0, 1)];
  const all = [movie, show, season, ratingKeys.episode(0, 1, 1)].join();
  const same = ['/identity', '/', '/library', '/media/providers', '/library/sections', '/library/sections/all'];
  const hubs = ['', '/promoted', '/continueWatching', '/home/continueWatching', '/home/recentlyAdded'];
  const recent = ['/library/recentlyAdded', '/library/onDeck', '/activities'];
  for (const path of [...same, ...hubs.map((each) => `/hubs${each}`)]) await ask(`GET ${path}`, path);
  for (const verb of ['GET', 'POST']) {
    await ask(`${verb} /library/sections/{}/refresh`, '/library/sections/1/refresh');
  }
  for (const path of recent) await ask(`GET ${path}`, path);
  await ask('GET /hubs/sections/{}', '/hubs/sections/1');
  await ask('GET /hubs/items', '/hubs/items?identifier=home.continue');
  await ask('GET /hubs/search', '/hubs/search?query=the');
  await ask('GET /library/search', '/library/search?query=the');
  await ask('GET /library/sections/{}', '/library/sections/1?includeDetails=1');
  await ask('GET /library/sections/{}/all', '/library/sections/1/all?includeGuids=1&includeMeta=1');
  for (const type of [2, 3, 4]) {
    await ask('GET /library/sections/{}/all', `/library/sections/2/all?type=${type}&includeGuids=1`);
  }
  for (const name of sectionLists) {
    await ask(`GET /library/sections/{}/${name}`, `/library/sections/${name === 'onDeck' ? 2 : 1}/${name}`);
  }
  const detail = await ask('GET /library/metadata/{}', `/library/metadata/${all}?includeChapters=1&includeMarkers=1`);
  const row = loose(detail).at('MediaContainer', 'Metadata', 0);
  for (const [name, key] of [
    ['children', show],
    ['grandchildren', show],
    ['allLeaves', show],
  ] as const) {
    await ask(`GET /library/metadata/{}/${name}`, `/library/metadata/${key}/${name}`);
  }
  const thumb = String(row.at('thumb').value);
  await ask('GET /library/metadata/{}/thumb/{}', thumb);
  await ask('GET /library/metadata/{}/art/{}', thumb.replace('/thumb/', '/art/'));
  await ask('GET /photo/:/transcode', `/photo/:/transcode?width=10&height=10&url=${encodeURIComponent(thumb)}`);
  const part = String(row.at('Media', 0, 'Part', 0, 'key').value);
  await ask('GET /library/parts/{}/{}/{}', part);
}

async function lists(ask: Ask, { ratingKeys, machineIdentifier }: MockPlexServer): Promise<void> {
  const uriOf = (...keys: readonly string[]): string => {
    const uri = `server://${machineIdentifier}/com.plexapp.plugins.library/library/metadata/${keys.join()}`;
    return `uri=${encodeURIComponent(uri)}`;
  };
  const [one, two, three] = [ratingKeys.movie(0), ratingKeys.movie(1), ratingKeys.movie(2)];
  const made = async (route: string, query: string, name: string): Promise<string> =>
    String(loose(await ask(`POST ${route}`, `${route}?${query}`)).at('MediaContainer', ...name.split('.')).value);

  const collected = `sectionId=1&type=1&title=Kites&${uriOf(one, two)}`;
  const shelf = await made('/library/collections', collected, 'Metadata.0.ratingKey');
  const collection = `/library/collections/${shelf}`;
  for (const below of ['', '/children', '/items']) await ask(`GET /library/collections/{}${below}`, collection + below);
  await ask('GET /library/sections/{}/collections', '/library/sections/1/collections');
  await ask('PUT /library/collections/{}/items', `${collection}/items?${uriOf(three)}`);
  await ask('DELETE /library/collections/{}/items/{}', `${collection}/items/${three}`);
  await ask('DELETE /library/collections/{}', collection);

  const listed = `type=video&smart=0&title=Kites&${uriOf(one, two, three)}`;
  const id = await made('/playlists', listed, 'Metadata.0.ratingKey');
  const playlist = `/playlists/${id}`;
  for (const path of ['/playlists', '/playlists/all']) await ask(`GET ${path}`, path);
  await ask('GET /playlists/{}', playlist);
  const entries = loose(await ask('GET /playlists/{}/items', `${playlist}/items`)).at('MediaContainer', 'Metadata');
  const entry = (at: number): string => String(entries.at(at, 'playlistItemID').value);
  await ask('PUT /playlists/{}', `${playlist}?title=Higher%20kites`);
  await ask('PUT /playlists/{}/items', `${playlist}/items?${uriOf(ratingKeys.movie(3))}`);
  await ask('PUT /playlists/{}/items/{}/move', `${playlist}/items/${entry(0)}/move?after=${entry(1)}`);
  await ask('DELETE /playlists/{}/items/{}', `${playlist}/items/${entry(0)}`);
  await ask('DELETE /playlists/{}/items', `${playlist}/items`);
  await ask('DELETE /playlists/{}', playlist);

  const number = await made('/playQueues', `type=video&${uriOf(one, two, three)}`, 'playQueueID');
  const queue = `/playQueues/${number}`;
  const queued = loose(await ask('GET /playQueues/{}', queue)).at('MediaContainer', 'Metadata');
  const member = (at: number): string => String(queued.at(at, 'playQueueItemID').value);
  await ask('PUT /playQueues/{}', `${queue}?${uriOf(ratingKeys.movie(3))}`);
  await ask('PUT /playQueues/{}/items/{}/move', `${queue}/items/${member(0)}/move?after=${member(1)}`);
  for (const action of ['shuffle', 'unshuffle', 'reset'])
    await ask(`PUT /playQueues/{}/${action}`, `${queue}/${action}`);
  await ask('DELETE /playQueues/{}/items/{}', `${queue}/items/${member(2)}`);
  await ask('DELETE /playQueues/{}/items', `${queue}/items`);
}

async function cloud(ask: Ask, plex: MockPlex, now: number): Promise<void> {
  const json = (body: unknown): { readonly body: string; readonly headers: Record<string, string> } => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'device-key', alg: 'EdDSA' };
  for (const path of ['/api/v2/ping', '/api/v2/user', '/api/v2/home/users', '/api/v2/auth/keys', '/devices.xml']) {
    await ask(`GET ${path}`, path);
  }
  await ask('GET /api/v2/resources', '/api/v2/resources?includeHttps=1&includeRelay=1');
  const pin = loose(await ask('POST /api/v2/pins', '/api/v2/pins'));
  await ask('GET /api/v2/pins/{}', `/api/v2/pins/${String(pin.at('id').value)}`);
  await ask('PUT /api/v2/pins/link', '/api/v2/pins/link', json({ code: pin.at('code').value }));
  const claimed = loose(await ask('GET /api/v2/pins/{}', `/api/v2/pins/${String(pin.at('id').value)}`));
  const { headers, body } = json({ jwk });
  // The key belongs to the client that holds the token.
  const own = { body, headers: { ...headers, 'X-Plex-Token': String(claimed.at('authToken').value) } };
  await ask('POST /api/v2/auth/jwk', '/api/v2/auth/jwk', own);
  const nonce = loose(await ask('GET /api/v2/auth/nonce', '/api/v2/auth/nonce')).at('nonce').value;
  const jwt = await new SignJWT({ nonce })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'device-key', typ: 'JWT' })
    .setIssuer(client)
    .setAudience('plex.tv')
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(now / 1000) + 300)
    .sign(privateKey);
  await ask('POST /api/v2/auth/token', '/api/v2/auth/token', json({ jwt }));
  const junior = plex.users[1]?.uuid ?? '';
  await ask('POST /api/v2/home/users/{}/switch', `/api/v2/home/users/${junior}/switch`);
  await ask('DELETE /api/v2/users/signout', '/api/v2/users/signout');
}
