import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/models/clock.ts';
import type { Logger } from '../../src/models/logger.ts';
import type { Mediafold, OpenOptions } from '../../src/services/mediafold.ts';
import { FakeClock, type MockJellyfin } from '../../src/testing/index.ts';
import { until } from '../until.ts';
import { at, credentialsIn, deadUrl, few } from './household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, plex, plexLogin, storedSource } from './setting.ts';

const targetOf = (port: number | undefined): { readonly address: string; readonly port: number } => ({
  address: '127.0.0.1',
  port: port ?? 0,
});
const real = { environment: { clock: systemClock } };
/** For those who are found: an answer ends the wait, however late it comes. */
const patient = {
  environment: {
    clock: { now: systemClock.now, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(20 * ms, signal) },
  },
};

/** As after the router gave the server another address: all that is stored of it is dead. */
async function moved(
  server: MockJellyfin,
  lan: OpenOptions['lan'],
  time: Pick<OpenOptions, 'environment'> = real,
): Promise<{ fold: Mediafold; find: () => Promise<unknown> }> {
  const path = catalogueFile();
  const fold = await openAt(path, { ...time, ...(lan === undefined ? {} : { lan }) });
  const login = await jellyfinLogin(fold, server);
  const { id } = await storedSource(path, { ...login, candidates: [at(await deadUrl())] });
  server.log.clear();
  return { fold, find: async () => (await fold.connections.connect(id)).chosen };
}

describe('a server that got another address', () => {
  test('is found on the local network, and kept there', async () => {
    const server = await jellyfin(few, { discoveryPort: 0 });
    const { fold, find } = await moved(server, { targets: [targetOf(server.discoveryPort)] }, patient);
    expect(await find()).toMatchObject({ uri: server.url });
    const [source] = await fold.sources.list();
    expect(source?.connection?.uri).toBe(server.url);
  });

  test('is not looked for there when that is switched off', async () => {
    const server = await jellyfin(few, { discoveryPort: 0 });
    const { find } = await moved(server, false);
    expect(await find()).toBeUndefined();
    expect(server.log.all()).toEqual([]);
  });

  test('is no other server that answers there', async () => {
    const server = await jellyfin(few);
    const other = await jellyfin(few, { name: 'Cellar', discoveryPort: 0 });
    const { find } = await moved(server, { targets: [targetOf(other.discoveryPort)] });
    expect(await find()).toBeUndefined();
    expect(other.log.all()).toEqual([]);
  });

  test('gets no credential when it only says to be it', async () => {
    const server = await jellyfin(few);
    const liar = await jellyfin(few, { name: 'Cellar', discoveryPort: 0 });
    const { find } = await moved(server, { targets: [targetOf(liar.discoveryPort)] });
    // In its datagrams only: what it says of itself over http is the truth.
    const real = liar.serverId;
    liar.pretendToBe(server.serverId);
    liar.faults.add({ action: { kind: 'replace', from: server.serverId, to: real } });
    expect(await find()).toBeUndefined();
    expect(liar.log.all()).not.toEqual([]);
    expect(credentialsIn(liar.log.all())).toEqual([]);
  });

  test('is found while plex.tv is away', async () => {
    const { account, server } = await plex(few, { gdmPort: 0, ownAccessToken: true });
    const path = catalogueFile();
    const targets = [targetOf(server.gdmPort)];
    const fold = await openAt(path, { ...patient, lan: { targets }, plexTvUrl: account.plexTv.url });
    const login = await plexLogin(fold, { account });
    const { id } = await storedSource(path, { ...login, candidates: [at(await deadUrl())] });
    account.plexTv.faults.add({ action: { kind: 'status', status: 503 } });
    expect((await fold.connections.connect(id)).chosen?.uri).toBe(server.url);
  });
});

describe('servers on the local network', () => {
  test('are shown as they answer, by a catalogue and its listener', async () => {
    const lantern = await jellyfin(few, { discoveryPort: 0 });
    const { server } = await plex(few, { gdmPort: 0 });
    const logged: unknown[] = [];
    const log = (...line: readonly unknown[]): void => void logged.push(line);
    const logger: Logger = { trace: () => undefined, debug: () => undefined, info: log, warn: log, error: log };
    const targets = [targetOf(lantern.discoveryPort), targetOf(server.gdmPort)];
    const clock = new FakeClock();
    const fold = await openAt(catalogueFile(), { environment: { clock, logger } });
    const told: string[] = [];
    const asking = fold.discover({
      waitMs: 400,
      targets,
      onFound: ({ type }) => {
        told.push(type);
        throw new Error('the app has a bug');
      },
    });
    await until(() => told.length === 2);
    await clock.advance(400);
    const found = await asking;
    expect(found.map(({ serverId }) => serverId).sort()).toEqual([lantern.serverId, server.machineIdentifier].sort());
    expect([...told].sort()).toEqual(['jellyfin', 'plex']);
    expect(logged).toHaveLength(2);
    expect(lantern.log.all()).toEqual([]);
  });

  test('are not waited for when nobody wants them any more', async () => {
    const fold = await openAt(catalogueFile(), real);
    const stop = new AbortController();
    const asking = fold.discover({ waitMs: 60_000, targets: [], signal: stop.signal });
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });
});
