import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profileFacet } from '../../../../src/backends/plex/auth/home-users.ts';
import { plexServersOf, plexTokenAuth, startPlexPin } from '../../../../src/backends/plex/plex.ts';
import { userId } from '../../../../src/models/ids.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { SignedInServer } from '../../../../src/models/source.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import type { JsonChange } from '../../../../src/testing/http/change-json.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { contextOf, hurriedClock, login } from '../setting.ts';

const holdings = { movies: { from: 0, count: 1 }, shows: { from: 0, count: 0 } };
const clock = hurriedClock();
let mock: MockPlex;

beforeEach(async () => {
  mock = await startMockPlex({
    world: createWorld(39),
    clock,
    servers: [
      { name: 'Mine', holdings, relay: true },
      { name: 'Theirs', holdings, owned: false },
    ],
  });
});

afterEach(() => mock.close());

const hurried = (): ReturnType<typeof login> => login(mock.plexTv, { clock });

/** Every way to sign in that goes over plex.tv. */
const ways: Readonly<Record<string, () => Promise<readonly SignedInServer[]>>> = {
  async pin() {
    const flow = await startPlexPin(hurried());
    mock.approvePin(flow.prompt.code);
    return flow.wait();
  },
  token: () => plexServersOf(secret(mock.account.token), hurried()),
  async home() {
    const [server] = mock.servers;
    if (server === undefined) throw new Error('no server');
    const context = contextOf(mock, server, hurried());
    const auth = plexTokenAuth({ type: 'plex-token', accountToken: secret(mock.account.token) }, context);
    if (auth.account === undefined) throw new Error('no account');
    const profiles = profileFacet(auth.account, context, () => auth.credential);
    const junior = (await profiles.list()).find(({ name }) => name === 'Junior');
    return profiles.signIn(userId(junior?.id ?? ''));
  },
};

const everywhere = /^\/api\/v2\//;
const mutated = (...changes: JsonChange[]): FaultAction => ({ kind: 'mutate', changes });
const set = (path: string, value: unknown): JsonChange => ({ path, change: 'set', value });

/** Where it drifts, and how. A path that an answer does not have leaves that answer alone. */
const drifts: readonly (readonly [string, RegExp, FaultAction])[] = [
  ['JSON under another name', everywhere, { kind: 'content-type', contentType: 'text/json' }],
  ['JSON under no name', everywhere, { kind: 'content-type', contentType: 'application/octet-stream' }],
  ['lists of languages as commas', /\/user$|\/switch$/, mutated(set('profile.defaultAudioLanguages', 'en,no'))],
  ['lists of languages as lists', /\/user$|\/switch$/, mutated(set('profile.defaultAudioLanguages', ['en']))],
  ['no profile', /\/user$|\/switch$/, mutated({ path: 'profile', change: 'drop' }, set('subscription', null))],
  ['a text for a profile', /\/user$|\/switch$/, mutated(set('profile', 'en'), set('services', 'none'))],
  [
    'numbers as texts',
    /\/(user|resources|switch)$/,
    mutated(set('id', '1700000001'), set('*.connections.*.port', '32400')),
  ],
  [
    'numbers as texts in a pin',
    /\/pins/,
    mutated(set('expiresIn', '900'), { path: 'id', change: 'retype', type: 'string' }),
  ],
  [
    'nulls in a pin',
    /\/pins/,
    mutated(...['expiresIn', 'expiresAt', 'product', 'location'].map((at) => set(at, null))),
  ],
  ['yes as "1"', /\/resources$/, mutated(...['owned', 'relay', 'presence', 'home'].map((at) => set(`*.${at}`, '1')))],
  ['yes and no as numbers', /\/resources$/, mutated(set('*.connections.*.relay', 0), set('*.connections.*.local', 1))],
  ['yes and no as texts', /\/resources$/, mutated(set('*.connections.*.relay', 'false'), set('*.httpsRequired', '0'))],
  [
    'nulls in a device',
    /\/resources$/,
    mutated(...['device', 'sourceTitle', 'ownerId', 'publicAddress'].map((at) => set(`*.${at}`, null))),
  ],
  [
    'no names',
    /\/resources$|\/user$/,
    mutated(set('*.name', null), set('title', null), set('username', ''), set('friendlyName', null)),
  ],
  [
    'one address that is not a list',
    /\/resources$/,
    mutated(set('1.connections', { protocol: 'http', uri: 'http://127.0.0.1:9' })),
  ],
  [
    'an address that cannot be read',
    /\/resources$/,
    mutated(set('*.connections.0.port', 'many'), set('*.connections.0.IPv6', 'no')),
  ],
  [
    'fields of tomorrow',
    everywhere,
    mutated(set('*.id', 3), set('*.profile', { x: ['y'] }), set('joinedAt', {}), set('home', [])),
  ],
  ['a list of roles with blanks', /\/resources$/, mutated(set('*.provides', 'client, server ,pubsub-player'))],
  [
    'an email that is an object',
    /\/users?$|\/switch$/,
    mutated(set('email', { a: 1 }), set('users.*.email', { a: 1 })),
  ],
  [
    'members with yes as "1"',
    /\/home\/users$/,
    mutated(set('users.*.protected', '0'), set('users.*.admin', 1), set('users.*.id', 'x')),
  ],
];

describe.each(Object.keys(ways))('signing in by %s', (way) => {
  const signIn = (): Promise<readonly SignedInServer[]> => ways[way]?.() ?? Promise.reject(new Error('no such way'));

  it.each(drifts)('survives %s', async (_, path, action) => {
    mock.plexTv.faults.add({ path, action });
    const servers = await signIn();
    expect(servers.map(({ serverId }) => serverId)).toEqual(
      mock.servers.map(({ machineIdentifier }) => machineIdentifier),
    );
    for (const server of servers) {
      expect(server.name).not.toBe('');
      expect(server.candidates.length).toBeGreaterThan(0);
      expect(server.credential).toMatchObject({ type: 'plex-token', serverToken: expect.anything() });
    }
  });

  it('leaves out the one device that cannot be read', async () => {
    const action = mutated({ path: '0.clientIdentifier', change: 'drop' });
    mock.plexTv.faults.add({ path: /\/resources$/, action });
    expect((await signIn()).map(({ name }) => name)).toEqual(['Theirs']);
  });

  it('looks again when the list is empty for a moment, and when tokens are missing', async () => {
    const path = /\/resources$/;
    const empty: FaultAction = { kind: 'body', body: '[]', contentType: 'application/json' };
    mock.plexTv.faults.add({ path, times: 1, action: empty });
    mock.plexTv.faults.add({ path, times: 1, action: mutated(set('1.accessToken', null)) });
    expect((await signIn()).map(({ name }) => name)).toEqual(['Mine', 'Theirs']);
    expect(mock.plexTv.log.to(path)).toHaveLength(3);
  });

  it('takes what has a token when the rest never gets one', async () => {
    mock.plexTv.faults.add({ path: /\/resources$/, action: mutated(set('0.accessToken', '')) });
    expect((await signIn()).map(({ name }) => name)).toEqual(['Theirs']);
  });

  it.each<[string, FaultAction]>([
    ['an object instead of devices', { kind: 'body', body: '{"devices":[]}', contentType: 'application/json' }],
    ['a page', { kind: 'body', body: '<html>', contentType: 'text/html' }],
    ['nothing', { kind: 'empty' }],
  ])('makes nothing of %s', async (_, action) => {
    mock.plexTv.faults.add({ path: /\/resources$/, action });
    await expect(signIn()).rejects.toMatchObject({ code: 'protocol', remedy: 'try-later' });
  });
});
