import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signInWithApiKey, signInWithPassword, startQuickConnect } from '../../src/backends/jellyfin/jellyfin.ts';
import { plexServersOf, signInWithPlexServerToken } from '../../src/backends/plex/plex.ts';
import { itemId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { FaultAction, LoggedRequest } from '../../src/testing/index.ts';
import { briskClock, catalogueFile, jellyfin, movies, openAt, plex, world } from '../services/setting.ts';
import { collectEvidence, recordingLogger } from './planted.ts';

/** No part of it is a word of the catalogue. */
const password = 'Zq9"plänted+pass/word%7E';

/** Every credential that a server has seen in any request, however it was carried. */
function carried(requests: readonly LoggedRequest[]): readonly string[] {
  return requests.flatMap(({ headers, query }) => [
    String(headers['x-plex-token'] ?? ''),
    decodeURIComponent(/Token="([^"]*)"/.exec(String(headers.authorization ?? ''))?.[1] ?? ''),
    query.get('X-Plex-Token') ?? '',
    query.get('secret') ?? '',
  ]);
}

const html = '<html><body>Sign in to the network</body></html>';
const troubles: readonly FaultAction[] = [
  { kind: 'status', status: 401, body: html },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 500, body: '{"error":"it broke"}', headers: { 'content-type': 'application/json' } },
  { kind: 'redirect', location: 'https://elsewhere.invalid/' },
  { kind: 'body', body: html, contentType: 'text/html' },
  { kind: 'body', body: '{"Items":"none"}', contentType: 'application/json' },
  { kind: 'cut-body', bytes: 40 },
  { kind: 'reset' },
];

async function household() {
  const evidence = collectEvidence();
  const path = catalogueFile();
  const house = await plex(movies(30), { ownAccessToken: true, relay: true });
  const users = [
    { name: 'marit', password },
    { name: 'warden', password: 'Zq8-other-planted', admin: true },
  ];
  const server = await jellyfin(movies(30), { users });
  const plexTvUrl = house.account.plexTv.url;
  const environment = { clock: briskClock, logger: recordingLogger(evidence) };
  const fold = await openAt(path, { plexTvUrl, environment });

  const attempt = async <T>(where: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      evidence.add(`result of ${where}`, result);
      return result;
    } catch (error) {
      evidence.add(`error of ${where}`, error);
      return undefined;
    }
  };
  return { evidence, path, house, server, plexTvUrl, fold, attempt };
}

type Household = Awaited<ReturnType<typeof household>>;

/** Every way to sign in that leaves something in the catalogue, and what goes wrong with each. */
async function signInByAll({ house, server, fold, attempt, plexTvUrl }: Household): Promise<readonly SignedInServer[]> {
  const { url } = server;
  const context = await fold.loginContext();
  const marit = { ...context, url, username: 'marit', password: secret(password) };
  // On a device of its own: a password login on the same one would end its session.
  const phone = await fold.loginContext();
  const flow = await attempt('Quick Connect', () => startQuickConnect({ ...phone, url }));
  if (flow !== undefined) server.approveQuickConnect(flow.prompt.code, 'marit');
  const key = secret(server.apiKey);
  const account = secret(house.account.account.token);
  const serverToken = { ...context, url: house.server.url, token: secret(house.server.accessToken) };
  const found = [
    ...((await attempt('an account token', () => plexServersOf(account, { ...context, plexTvUrl }))) ?? []),
    await attempt('a server token', () => signInWithPlexServerToken(serverToken)),
    ...((await attempt('waiting for Quick Connect', async () => flow?.wait())) ?? []),
    await attempt('a password', () => signInWithPassword({ ...marit, keepPassword: true })),
    await attempt('an API key', () => signInWithApiKey({ ...context, url, key, userName: 'warden' })),
  ].filter((each) => each !== undefined);
  const wrong = secret(`${password}-wrong`);
  await attempt('a wrong password', () => signInWithPassword({ ...marit, password: wrong }));
  await attempt('a wrong key', () => signInWithApiKey({ ...context, url, key: secret(`${server.apiKey}-wrong`) }));
  const foreign = { ...marit, url: url.replace('//', '//somebody:planted-in-url@') };
  await attempt('a password in the address', () => signInWithPassword(foreign));
  for (const action of troubles) {
    server.faults.add({ action });
    await attempt(`${action.kind} at a sign-in`, () => signInWithPassword(marit));
    server.faults.clear();
  }
  return found;
}

async function look({ evidence, attempt }: Household, fold: Mediafold, id: string): Promise<void> {
  const sources = await attempt('the sources', () => fold.sources.list());
  for (const source of sources ?? []) {
    if (source.id !== id) continue;
    await attempt('a connect', () => fold.connections.connect(source.id, { all: true }));
    const backend = await attempt('a backend', () => fold.connections.backend(source.id));
    evidence.add('a state', fold.connections.state(source.id));
    await attempt('a sync', () => fold.sync.run(source.id));
    const { titles } = await fold.library.titles({ sourceId: source.id, limit: 1 });
    for (const { versions } of titles) {
      for (const version of versions) await attempt('an item', () => fold.library.open(version));
    }
    await attempt('no item', () => fold.library.open({ sourceId: source.id, itemId: itemId('nobody') }));
    await attempt('libraries', async () => backend?.libraries());
    await attempt('info', async () => backend?.serverInfo());
  }
}

describe('planted secrets', () => {
  test('are in nothing that is printed, thrown, logged, reported or stored', async () => {
    const home = await household();
    const { evidence, path, house, server, fold } = home;
    const logins = await signInByAll(home);
    expect(logins.map(({ credential }) => credential.type)).toEqual([
      'plex-token',
      'plex-server-token',
      'jellyfin-token',
      'jellyfin-password',
      'jellyfin-api-key',
    ]);

    for (const login of logins) {
      const { source } = await fold.signIn.add(login);
      evidence.add('a login', login);
      await look(home, fold, source.id);
      for (const action of troubles) {
        const logs = login.type === 'plex' ? [house.server] : [server];
        for (const { faults } of logs) faults.add({ action });
        await look(home, fold, source.id);
        for (const { faults } of logs) faults.clear();
      }
    }
    server.revokeTokens();
    house.server.rotateAccessToken();
    for (const { id } of await fold.sources.list()) await look(home, fold, id);
    evidence.add('the catalogue', fold);
    for (const [name, service] of Object.entries(fold)) evidence.add(`the service ${name}`, service);

    for (const file of [path, `${path}-wal`, `${path}-shm`]) evidence.addFile(file);
    await fold.close();
    evidence.addFile(path);
    for (const rest of [`${path}-wal`, `${path}-shm`]) if (existsSync(rest)) evidence.addFile(rest);

    const logs = [house.account.plexTv.log, house.server.log, server.log];
    const planted = new Set(
      [
        ...logs.flatMap((log) => carried(log.all())),
        ...[house.account.account.token, house.server.accessToken, server.apiKey],
        ...[password, 'Zq8-other-planted', 'planted-in-url'],
        readFileSync(`${path}.key`, 'utf8').trim(),
      ].filter((value) => value !== ''),
    );
    // Two Plex tokens and a renewed one, two Jellyfin tokens and renewed ones, the key, the secret of Quick Connect ...
    expect(planted.size).toBeGreaterThanOrEqual(12);
    for (const value of planted) expect(value.length, value).toBeGreaterThanOrEqual(12);
    expect(evidence.size).toBeGreaterThan(500);

    // The look itself must be able to find: what is no secret is where it belongs.
    const { title } = world.movie(3);
    expect(evidence.placesOf(title)).toEqual(expect.arrayContaining([path]));
    expect(evidence.placesOf(server.url)).toEqual(expect.arrayContaining([path, 'log debug', 'error of a sync']));
    expect(evidence.placesOf('marit')).toEqual(expect.arrayContaining([path, 'a login']));

    const leaks = [...planted].flatMap((value) => evidence.placesOf(value).map((where) => `${value}: ${where}`));
    expect(leaks).toEqual([]);
  });

  test('the look finds a secret in each of the disguises in which one could leave', () => {
    const planted = 'Zq7"plänted/secret+';
    const shapes: readonly unknown[] = [
      { token: planted },
      new Error(`failed with ${planted}`),
      new Error('outside', { cause: new Error(planted) }),
      `https://server/?api_key=${encodeURIComponent(planted)}`,
      `Basic ${Buffer.from(planted).toString('base64')}`,
      Object.defineProperty({}, 'hidden', { value: planted, enumerable: false }),
      new Map([['a', { b: { c: [planted] } }]]),
      `renewed ${planted.slice(0, 8)}...`,
      `ends in ${planted.slice(-8)}`,
    ];
    for (const [index, shape] of shapes.entries()) {
      const evidence = collectEvidence();
      evidence.add('here', shape);
      expect(evidence.placesOf(planted), String(index)).toEqual(['here']);
      expect(evidence.placesOf('another one')).toEqual([]);
    }
    const evidence = collectEvidence();
    evidence.add('here', secret(planted));
    expect(evidence.placesOf(planted)).toEqual([]);
  });
});
