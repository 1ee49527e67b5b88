import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plexServersOf, startPlexDeviceKeyPin, startPlexPin } from '../../src/backends/plex/plex.ts';
import { givenKey } from '../../src/db/keys/given-key.ts';
import { passphraseKey } from '../../src/db/keys/passphrase-key.ts';
import { type UserId, userId } from '../../src/models/ids.ts';
import { Secret, secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import { startMockPlex } from '../../src/testing/index.ts';
import { startScript } from '../services/processes/child.ts';
import { briskClock, catalogueFile, jellyfin, movies, openAt, world } from '../services/setting.ts';
import { collectEvidence, recordingLogger } from './planted.ts';

const homePin = 'Zq6-planted-home-pin';
const passphrase = 'Zq5 planted pass phrase';
const password = 'Zq4"plänted+crash/word';

/** The texts of every secret in it, and those in a private key. */
function secretsIn(value: unknown): readonly string[] {
  if (value instanceof Secret) {
    const text = value.reveal();
    if (!text.startsWith('{')) return [text];
    return [text, String((JSON.parse(text) as { d?: unknown }).d)];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}

describe('planted secrets of accounts', () => {
  test('are in nothing, from the first sign-in to the last sign-out', async () => {
    const evidence = collectEvidence();
    const planted = new Set<string>([homePin, passphrase]);
    const path = catalogueFile();
    const account = await startMockPlex({
      world,
      servers: [{ holdings: movies(3), ownAccessToken: true }],
      users: [{ title: 'Careful', pin: homePin }],
    });
    onTestFinished(() => account.close());
    const plexTvUrl = account.plexTv.url;
    const environment = { clock: briskClock, logger: recordingLogger(evidence) };
    const fold = await openAt(path, { plexTvUrl, environment });
    fold.connections.onState((id, state) => evidence.add('a state', { id, state }));

    const attempt = async <T>(where: string, work: () => Promise<T>): Promise<T | undefined> => {
      try {
        const result = await work();
        evidence.add(`result of ${where}`, result);
        for (const each of secretsIn(result)) if (each !== '') planted.add(each);
        return result;
      } catch (error) {
        evidence.add(`error of ${where}`, error);
        return undefined;
      }
    };
    const keep = async (where: string, servers: readonly SignedInServer[] = []): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (const server of servers) {
        const added = await attempt(`adding ${where}`, () => fold.signIn.add(server));
        if (added !== undefined) ids.push(`${server.credential.type} ${added.credential}`);
      }
      return ids;
    };

    const context = { ...(await fold.loginContext({ device: 'shared' })), plexTvUrl };
    for (const [where, start] of [
      ['a PIN', startPlexPin],
      ['a PIN with a key', startPlexDeviceKeyPin],
    ] as const) {
      const flow = await attempt(where, () => start(context));
      flow?.on((event) => evidence.add(`an event of ${where}`, event));
      evidence.add(`the prompt of ${where}`, flow?.prompt);
      if (flow !== undefined) account.approvePin(flow.prompt.code);
      const servers = await attempt(`waiting for ${where}`, async () => flow?.wait());
      expect(await keep(where, servers)).toHaveLength(1);
    }
    const [source] = await fold.sources.list();
    if (source === undefined) throw new Error('nothing was added');
    const { id } = source;

    const careful: UserId | undefined = (await attempt('profiles', () => fold.signIn.profiles(id)))?.find(
      ({ isProtected }) => isProtected,
    )?.id;
    const as = careful ?? userId('nobody');
    await attempt('a wrong PIN', () => fold.signIn.signInAs(id, as, { pin: secret(`${homePin}-wrong`) }));
    await attempt('no PIN', () => fold.signIn.signInAs(id, as));
    const servers = await attempt('a profile', () => fold.signIn.signInAs(id, as, { pin: secret(homePin) }));
    expect(await keep('a profile', servers)).toEqual(['plex-token new']);

    const other = { ...(await fold.loginContext()), plexTvUrl };
    const plain = await attempt('a plain token', () => plexServersOf(secret(account.account.token), other));
    await keep('a plain token', plain);
    await attempt('an upgrade', () => fold.signIn.upgrade(id));
    for (const { id: each } of await fold.sources.list()) {
      await attempt('keeping alive', () => fold.signIn.keepAlive(each));
      await attempt('a connect', () => fold.connections.connect(each, { all: true }));
      evidence.add('a backend', await attempt('a backend', () => fold.connections.backend(each)));
      await attempt('a sync', () => fold.sync.run(each));
    }

    planted.add(readFileSync(`${path}.key`, 'utf8').trim());
    await attempt('a rotation', () => fold.rotateKey());
    planted.add(readFileSync(`${path}.key`, 'utf8').trim());
    evidence.addFile(path);
    await attempt('a rotation to a passphrase', () => fold.rotateKey(passphraseKey(secret(passphrase))));
    const key = new Uint8Array(32).map((_, index) => (index * 37 + 11) % 256);
    planted.add(Buffer.from(key).toString('base64'));
    for (const [where, provider] of [
      ['a wrong passphrase', passphraseKey(secret(`${passphrase}-wrong`))],
      ['another key', givenKey(key)],
      ['bytes', key],
    ] as const) {
      evidence.add(`the provider of ${where}`, provider instanceof Uint8Array ? undefined : provider);
      await attempt(`opening with ${where}`, async () => {
        const again = await openAt(path, { plexTvUrl, environment, key: provider });
        evidence.add(`a catalogue opened with ${where}`, [again, await again.sources.list()]);
        await attempt(`connecting with ${where}`, () => again.connections.connect(id));
        await again.close();
      });
    }
    for (const action of [
      { kind: 'status', status: 498 },
      { kind: 'status', status: 422, body: 'Invalid token' },
    ] as const) {
      account.plexTv.faults.add({ action });
      await attempt('profiles in trouble', () => fold.signIn.profiles(id));
      await attempt('a profile in trouble', () => fold.signIn.signInAs(id, as, { pin: secret(homePin) }));
      await attempt('an upgrade in trouble', () => fold.signIn.upgrade(id));
      account.plexTv.faults.clear();
    }
    await attempt('a sign-out', () => fold.signIn.signOut(id));
    for (const { id: each } of await fold.sources.list()) await attempt('a removal', () => fold.sources.remove(each));
    evidence.add('the catalogue', fold);
    for (const [name, service] of Object.entries(fold)) evidence.add(`the service ${name}`, service);
    for (const rest of ['', '-wal', '-shm']) if (existsSync(path + rest)) evidence.addFile(path + rest);
    await fold.close();
    evidence.addFile(path);

    for (const log of [account.plexTv.log, ...account.servers.map((server) => server.log)]) {
      for (const { headers } of log.all()) planted.add(String(headers['x-plex-token'] ?? ''));
    }
    planted.delete('');
    const jwts = [...planted].filter((value) => value.startsWith('eyJ'));
    expect(jwts.length, 'tokens of a device key').toBeGreaterThan(0);
    expect([...planted].filter((value) => value.startsWith('{')).length, 'private keys').toBeGreaterThan(0);
    for (const value of planted) expect(value.length, value).toBeGreaterThanOrEqual(12);

    expect(evidence.placesOf('Careful')).toEqual(expect.arrayContaining(['result of profiles']));
    const leaks = [...planted].flatMap((value) => evidence.placesOf(value).map((where) => `${value}: ${where}`));
    expect(leaks).toEqual([]);
  });
});

describe('the output of a crash', () => {
  test.each(['thrown', 'cause', 'no error', 'refused', 'mistyped'])('holds none: %s', async (way) => {
    const path = catalogueFile();
    const server = await jellyfin(movies(3), { users: [{ name: 'marit', password }] });
    const child = startScript('../../secrets/crash.ts', [way, path, server.url, 'marit', password]);
    const lines: string[] = [];
    for await (const line of child.lines) lines.push(line);
    const crash: unknown = await child.done().catch((error: unknown) => error);
    if (!(crash instanceof Error)) throw new Error('it did not crash');
    const said = [...lines, crash.message].join('\n');
    expect(said).toMatch(way === 'mistyped' ? /is not an address/ : /crash/);
    const evidence = collectEvidence();
    evidence.add('crash', said);
    for (const rest of ['', '-wal']) if (existsSync(path + rest)) evidence.addFile(path + rest);
    const carried = server.log
      .all()
      .flatMap(({ headers, query }) => [
        decodeURIComponent(/Token="([^"]*)"/.exec(String(headers.authorization ?? ''))?.[1] ?? ''),
        query.get('secret') ?? '',
      ]);
    const planted = new Set(
      [...carried, password, readFileSync(`${path}.key`, 'utf8').trim()].filter((each) => each !== ''),
    );
    expect(planted.size).toBeGreaterThanOrEqual(3);
    expect([...planted].flatMap((value) => evidence.placesOf(value).map((where) => `${value}: ${where}`))).toEqual([]);
    // The look would see it, as a person would.
    expect(inspect({ password })).toContain('plänted');
  });
});
