import { expect, test } from 'vitest';
import type { ConnectionState } from '../../src/models/connection.ts';
import { secret } from '../../src/models/secret.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { until } from '../until.ts';
import { passing } from './connect/home.ts';
import { type Addresses, askedAt, at, few, household } from './household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt } from './setting.ts';

test('an address that swallows requests holds up a good one for the grace only', async () => {
  const clock = new FakeClock();
  const { fold, source, server, relayUrl } = await household(
    ({ server, relay }) => [at(server), at(relay, 'direct')],
    clock,
  );
  server.faults.add({ action: { kind: 'black-hole' } });
  const connecting = fold.connections.connect(source.id);
  expect(await passing(clock, 10, connecting)).toBeLessThan(5_000);
  const { chosen, results } = await connecting;
  expect(chosen?.uri).toBe(relayUrl);
  expect(results[1]).toMatchObject({ candidate: { uri: server.url }, outcome: 'cancelled' });
});

test('without grace to lose, a better address that answers later is still taken', async () => {
  const clock = new FakeClock();
  const { fold, source, server, relayUrl } = await household(
    ({ server, relay }) => [at(server), at(relay, 'direct')],
    clock,
  );
  server.faults.add({ path: '/identity', times: 1, action: { kind: 'status', status: 503 } });
  const { chosen, results } = await fold.connections.connect(source.id);
  expect(chosen?.uri).toBe(relayUrl);
  expect(results[1]).toMatchObject({ outcome: 'starting' });
  expect((await fold.connections.connect(source.id)).chosen?.uri).toBe(server.url);
});

test('one that swallows everything is a time-out, and is not asked for its other addresses for minutes', async () => {
  const clock = new FakeClock();
  const server = await jellyfin(few);
  const fold = await openAt(catalogueFile(), { environment: { clock } });
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  expect((await fold.connections.connect(source.id)).state.status).toBe('online');
  server.faults.add({ action: { kind: 'black-hole' } });
  const connecting = fold.connections.connect(source.id);
  expect(await passing(clock, 100, connecting)).toBeLessThanOrEqual(15_000);
  const { state, results } = await connecting;
  expect(state.status).toBe('offline');
  expect(results.find(({ candidate }) => candidate.uri === server.url)?.outcome).toBe('timeout');
});

test('a second call joins the first', async () => {
  const { fold, source, server } = await household(({ server }) => [at(server)]);
  const [one, two] = await Promise.all([fold.connections.connect(source.id), fold.connections.connect(source.id)]);
  expect(two).toBe(one);
  expect(server.log.to('/identity')).toHaveLength(1);
});

test('a cancelled call is told at once, leaves the others alone, and leaves no state behind', async () => {
  const clock = new FakeClock();
  const { fold, source, server } = await household(({ server }) => [at(server)], clock);
  await expect(fold.connections.connect(source.id, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(server.log.all()).toEqual([]);
  server.faults.add({ times: 1, action: { kind: 'black-hole' } });
  const [one, two] = [new AbortController(), new AbortController()];
  const first = fold.connections.connect(source.id, { signal: one.signal });
  const second = fold.connections.connect(source.id, { signal: two.signal });
  await until(() => server.log.all().length === 1);
  one.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(fold.connections.state(source.id)).toEqual({ status: 'connecting' });
  two.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(fold.connections.state(source.id)).toEqual({ status: 'unknown' });
  expect((await fold.connections.connect(source.id)).chosen?.uri).toBe(server.url);
});

test('the states come in order, each as it is read at that moment', async () => {
  const { fold, source, server } = await household(({ server }) => [at(server)]);
  const heard: ConnectionState['status'][] = [];
  const off = fold.connections.onState((id, state) => {
    expect(fold.connections.state(id)).toBe(state);
    heard.push(state.status);
  });
  fold.connections.onState(() => {
    throw new Error('another listener fails');
  });
  expect(fold.connections.state(source.id).status).toBe('unknown');
  await fold.connections.connect(source.id);
  server.setStartUp('maintenance');
  await fold.connections.connect(source.id);
  server.setStartUp('ready');
  await fold.connections.connect(source.id);
  off();
  await fold.connections.connect(source.id);
  expect(heard).toEqual(['connecting', 'online', 'connecting', 'offline', 'connecting', 'online']);
});

test('an online source is not asked again who it is', async () => {
  const { fold, source, server } = await household(({ server }) => [at(server)]);
  const backend = await fold.connections.backend(source.id);
  server.log.clear();
  expect(await fold.connections.backend(source.id)).toBe(backend);
  expect(server.log.all()).toEqual([]);
});

test('a new sign-in while a connection is looked for ends the look, and the new one connects', async () => {
  const clock = new FakeClock();
  const addresses = ({ server, relay }: Addresses) => [at(server), at(relay, 'relay')];
  const { fold, source, server, relayUrl } = await household(addresses, clock);
  server.faults.add({ action: { kind: 'black-hole' } });
  const connecting = fold.connections.connect(source.id);
  await until(() => askedAt(server.log, server.url).length > 0);
  await fold.signIn.add({
    ...source,
    credential: { type: 'plex-server-token', token: secret(server.accessToken) },
    candidates: [at(relayUrl, 'direct')],
  });
  await passing(clock, 100, connecting);
  await connecting.catch(() => undefined);
  const again = fold.connections.backend(source.id);
  await passing(clock, 10, again);
  expect((await again).connection?.uri).toBe(relayUrl);
});
