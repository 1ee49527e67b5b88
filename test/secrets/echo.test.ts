/** Servers and proxies that answer with what they were asked, and platforms whose errors quote it. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { plexServersOf } from '../../src/backends/plex/plex.ts';
import type { Environment } from '../../src/models/environment.ts';
import { itemId, type SourceId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { FaultAction, Faults, LoggedRequest } from '../../src/testing/index.ts';
import {
  briskClock,
  catalogueFile,
  jellyfin,
  jellyfinLogin,
  movies,
  openAt,
  plex,
  plexLogin,
} from '../services/setting.ts';
import { collectEvidence, type Evidence, recordingLogger } from './planted.ts';

const password = 'Zq3"plänted+echo/word';

const carried = (requests: readonly LoggedRequest[]): readonly string[] =>
  requests.flatMap(({ headers, query }) => [
    String(headers['x-plex-token'] ?? ''),
    decodeURIComponent(/Token="([^"]*)"/.exec(String(headers.authorization ?? ''))?.[1] ?? ''),
    query.get('secret') ?? '',
  ]);

/** In all the places of an answer in which a careless reader would look for words to show. */
function echoes(secrets: readonly string[]): readonly FaultAction[] {
  const [first = ''] = secrets;
  const quoted = Object.fromEntries(secrets.map((each) => [each, each]));
  const body = JSON.stringify({
    ...quoted,
    errors: secrets.map((message) => ({ code: 1, message, status: first })),
    error: { message: first, request: { headers: { 'X-Plex-Token': first, authorization: `Token="${first}"` } } },
    MediaContainer: { ...quoted, size: first, Metadata: first, Directory: [{ key: 1, [first]: first }], Hub: quoted },
    Items: first,
    AccessToken: [first],
    User: first,
    Pw: password,
  });
  const page = `<!doctype html><title>${first}</title><pre>${secrets.join('\n')}</pre>`;
  const headers = {
    location: `https://elsewhere.invalid/?X-Plex-Token=${encodeURIComponent(first)}`,
    'www-authenticate': `MediaBrowser Token="${encodeURIComponent(first)}"`,
    'retry-after': encodeURIComponent(first),
    'x-plex-protocol': encodeURIComponent(first),
  };
  const refused = (status: number): FaultAction => ({
    ...{ kind: 'status', status, body },
    // Without a number it is waited for as long as plex.tv needs.
    headers: status === 429 ? { ...headers, 'retry-after': '1' } : headers,
  });
  return [
    ...[400, 403, 404, 422, 429, 500, 503].map(refused),
    { kind: 'status', status: 302, body: page, headers },
    { kind: 'body', body, contentType: 'application/json' },
    { kind: 'body', body: page, contentType: 'text/html' },
    { kind: 'body', body: body.slice(0, -9), contentType: 'application/json' },
    // After these nobody is signed in any more.
    ...[498, 401].map(refused),
  ];
}

/** Everything that asks a server, and keeps what comes of it. */
async function askAll(fold: Mediafold, id: SourceId, evidence: Evidence): Promise<void> {
  const attempt = async (where: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      evidence.add(`result of ${where}`, await work());
    } catch (error) {
      evidence.add(`error of ${where}`, error);
    }
  };
  await attempt('connect', () => fold.connections.connect(id, { all: true }));
  await attempt('diagnose', () => fold.diagnose(id));
  await attempt('addresses', () => fold.addresses.list(id));
  await attempt('another address', () => fold.addresses.add(id, 'http://127.0.0.1:9/'));
  await attempt('a change of the network', () => fold.connections.networkChanged());
  await attempt('sync', () => fold.sync.run(id));
  await attempt('profiles', () => fold.signIn.profiles(id));
  await attempt('a profile', () => fold.signIn.signInAs(id, userId('1'), { pin: secret(password) }));
  await attempt('keeping alive', () => fold.signIn.keepAlive(id));
  await attempt('an upgrade', () => fold.signIn.upgrade(id));
  await attempt('an item', () => fold.library.open({ sourceId: id, itemId: itemId('nobody') }));
  await attempt('a call', () =>
    fold.connections.use(id, async (backend) => [await backend.libraries(), await backend.serverInfo()]),
  );
  evidence.add('the state', fold.connections.state(id));
  await attempt('the sources', () => fold.sources.list());
}

async function household(environment: Partial<Environment> = {}) {
  const evidence = collectEvidence();
  const path = catalogueFile();
  const house = await plex(movies(2), { ownAccessToken: true });
  const server = await jellyfin(movies(2), { users: [{ name: 'marit', password }] });
  const { plexTv } = house.account;
  const fold = await openAt(path, {
    plexTvUrl: plexTv.url,
    environment: { clock: briskClock, logger: recordingLogger(evidence), ...environment },
  });
  const logins = [await plexLogin(fold, house), await jellyfinLogin(fold, server, { keepPassword: true })];
  const ids: SourceId[] = [];
  for (const login of logins) ids.push((await fold.signIn.add(login)).source.id);
  for (const id of ids) await askAll(fold, id, evidence);
  const planted = (): readonly string[] => {
    const logs = [plexTv.log, house.server.log, server.log];
    return [...new Set([password, ...logs.flatMap((log) => carried(log.all()))])].filter((each) => each !== '');
  };
  const faults: readonly Faults[] = [plexTv.faults, house.server.faults, server.faults];
  return { evidence, path, server, fold, ids, planted, faults, plexTvUrl: plexTv.url };
}

type Household = Awaited<ReturnType<typeof household>>;

async function signInAgain({ evidence, fold, server, plexTvUrl, planted }: Household): Promise<void> {
  const context = await fold.loginContext();
  const { url } = server;
  const attempts = [
    signInWithPassword({ ...context, url, username: 'marit', password: secret(password) }),
    plexServersOf(secret(planted()[1] ?? ''), { ...context, plexTvUrl }),
  ];
  for (const outcome of await Promise.allSettled(attempts)) evidence.add('a sign-in', outcome);
}

async function expectNothing({ evidence, path, fold, planted }: Household): Promise<void> {
  for (const file of [path, `${path}-wal`]) if (existsSync(file)) evidence.addFile(file);
  await fold.close();
  evidence.addFile(path);
  const secrets = planted();
  expect(secrets.length).toBeGreaterThanOrEqual(4);
  expect(secrets.flatMap((each) => evidence.placesOf(each).map((where) => `${each}: ${where}`))).toEqual([]);
}

test('an answer that quotes the request is quoted by nobody here', { timeout: 60_000 }, async () => {
  const home = await household();
  const { evidence, fold, ids, faults } = home;
  for (const action of echoes(home.planted())) {
    for (const rules of faults) rules.add({ action });
    await signInAgain(home);
    for (const id of ids) await askAll(fold, id, evidence);
    for (const rules of faults) rules.clear();
  }
  for (const id of ids) evidence.add('a removal', await fold.sources.remove(id));
  await expectNothing(home);
});

/** As the errors of HTTP clients are: the whole request in the message, beside it, and in what caused it. */
function quotingError(input: Request | string | URL, init: RequestInit | undefined, code: string): Error {
  const request = new Request(input, init);
  const headers = Object.fromEntries(request.headers);
  const said = `${request.method} ${request.url} ${JSON.stringify(headers)} ${String(init?.body)}`;
  const inside = Object.assign(new Error(said), { code, request, headers, config: { url: request.url, headers } });
  return Object.assign(new AggregateError([inside, new Error(said, { cause: inside })], said, { cause: inside }), {
    headers,
    toJSON: () => ({ said, headers }),
  });
}

test.each(['ECONNREFUSED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_OF_AN_APP'])(
  'a platform whose errors quote the request is quoted by nobody here: %s',
  { timeout: 60_000 },
  async (code) => {
    let send: Environment['fetch'] = fetch;
    const home = await household({ fetch: (...request) => send(...request) });
    send = async (input, init) => {
      throw quotingError(input, init, code);
    };
    await signInAgain(home);
    for (const id of home.ids) await askAll(home.fold, id, home.evidence);
    for (const id of home.ids) home.evidence.add('a removal', await home.fold.sources.remove(id));
    await expectNothing(home);
  },
);
