import { expect, test } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import type { Logger } from '../../../src/models/logger.ts';
import { silentLogger } from '../../../src/models/logger.ts';
import type { MockPlex } from '../../../src/testing/index.ts';
import { briskClock, catalogueFile, jellyfin, jellyfinLogin, movies, openAt, plex, plexLogin } from '../setting.ts';

const hour = 3_600_000;

async function setting() {
  let ahead = 0;
  const clock: Clock = { ...briskClock, now: () => briskClock.now() + ahead };
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (_, message) => warnings.push(message) };
  const house = await plex(movies(3), { ownAccessToken: true });
  const path = catalogueFile();
  const options = { plexTvUrl: house.account.plexTv.url, environment: { clock, logger } };
  const open = () => openAt(path, options);
  const fold = await open();
  const { source } = await fold.signIn.add(await plexLogin(fold, house));
  return { house, fold, open, source, warnings, pass: (ms: number) => (ahead += ms) };
}

const pings = ({ plexTv }: MockPlex): number => plexTv.log.to('/api/v2/ping').length;

test('a credential that dies of disuse is kept alive with the first sync of a day', async () => {
  const { house, open, source, pass, ...rest } = await setting();
  let { fold } = rest;
  /** Closing waits for what is done beside. */
  const sync = async (): Promise<number> => {
    const before = pings(house.account);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
    await fold.close();
    fold = await open();
    return pings(house.account) - before;
  };
  expect(await sync()).toBe(1);
  pass(23 * hour);
  expect(await sync()).toBe(0);
  pass(hour);
  expect(await sync()).toBe(1);
  expect(await sync()).toBe(0);
  // A clock that was set back does not keep it from happening.
  pass(-400 * 24 * hour);
  expect(await sync()).toBe(1);
});

test('asked for, it is done at once; a sync that fails does none', async () => {
  const { house, fold, source } = await setting();
  expect(await fold.signIn.keepAlive(source.id)).toBe(true);
  expect(pings(house.account)).toBe(1);
  house.server.faults.add({ action: { kind: 'reset' } });
  await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable' });
  await fold.close();
  expect(pings(house.account)).toBe(1);
});

test('an account service that is away is no trouble', async () => {
  const { house, fold, source, warnings } = await setting();
  house.account.plexTv.faults.add({ path: '/api/v2/ping', action: { kind: 'reset' } });
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  await fold.close();
  expect(pings(house.account)).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});

test('an account that is signed out does not take away a server that works', async () => {
  const { house, fold, source, warnings } = await setting();
  house.account.revokeAccountToken();
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  await expect(fold.signIn.keepAlive(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(fold.connections.state(source.id).status).toBe('online');
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  expect((await fold.sources.list())[0]?.needsSignIn).toBeUndefined();
  await fold.close();
  expect(warnings).toEqual([expect.stringContaining('sign in again')]);
});

test('there is nothing to do for a credential that does not die of disuse', async () => {
  const server = await jellyfin(movies(3));
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  server.log.clear();
  expect(await fold.signIn.keepAlive(source.id)).toBe(false);
  expect(server.log.all()).toEqual([]);
});
