import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import { itemId } from '../../../src/models/ids.ts';
import { FakeClock, type RequestLog } from '../../../src/testing/index.ts';
import { until, untilPasses } from '../../until.ts';
import { idsIn, movies } from '../setting.ts';
import { jellyfinHome, passing, plexHome } from './home.ts';

const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const writesIn = (log: RequestLog): number =>
  log.all().filter(({ method, path }) => method !== 'GET' || path.includes('scrobble')).length;
const identityPath = { plex: '/identity', jellyfin: '/System/Info/Public' } as const;

describe.each([
  ['plex', (clock?: Clock) => plexHome({ places: two, clock })],
  ['jellyfin', (clock?: Clock) => jellyfinHome({ places: two, clock })],
] as const)('a %s server in use whose address dies', (type, make) => {
  test.each([
    ['refuses', { kind: 'dead' }],
    ['resets', { kind: 'resetting', when: 'request' }],
    ['breaks off in the middle', { kind: 'resetting', when: 'body' }],
  ] as const)('%s: a safe request ends well at the other, and the caller notices nothing', async (_, behaviour) => {
    const { fold, source, places, told } = await make();
    const backend = await fold.connections.backend(source.id);
    const before = await backend.libraries();
    expect(told()).toEqual(['connecting', 'online local']);
    await places.home.become(behaviour);
    expect(await backend.libraries()).toEqual(before);
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(backend.connection?.uri).toBe(places.away.uri);
    expect(await fold.connections.backend(source.id)).toBe(backend);
  });

  test('one that waits where nobody answers any more goes on at the other when the network has changed', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await make(clock);
    const backend = await fold.connections.backend(source.id);
    const before = await backend.libraries();
    await places.home.become({ kind: 'silent' });
    told();
    const waiting = backend.libraries();
    const changed = fold.connections.networkChanged();
    // Long before it has waited in vain, which takes 30 s.
    expect(await passing(clock, 50, Promise.all([waiting, changed]))).toBeLessThan(10_000);
    expect(await waiting).toEqual(before);
    expect(told()).toEqual(['connecting', 'online direct']);
  });

  test('two hundred requests at once cause one search, and all end well', async () => {
    const { fold, source, places, told } = await make();
    const backend = await fold.connections.backend(source.id);
    await backend.libraries();
    await places.home.become({ kind: 'dead' });
    places.away.clear();
    told();
    const all = await Promise.all(
      Array.from({ length: 200 }, () => fold.connections.use(source.id, (each) => each.libraries())),
    );
    expect(all).toHaveLength(200);
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(places.away.log.to(identityPath[type])).toHaveLength(1);
  });

  test('an unsafe request that may have arrived surfaces, and the next call finds the way', async () => {
    const { fold, source, places, server } = await make();
    const backend = await fold.connections.backend(source.id);
    const [library] = await backend.libraries();
    if (library === undefined) throw new Error('no library');
    const [item] = (await backend.listItems(library.id, { kind: 'movie' })).items;
    const id = item?.id ?? itemId('');
    await places.home.become({ kind: 'slow', ms: 60_000 });
    const before = writesIn(server.log);
    const marking = backend.watchState?.setPlayed(id, true);
    await until(() => writesIn(server.log) > before);
    await places.home.become({ kind: 'dead' });
    await expect(marking).rejects.toMatchObject({ code: 'unavailable' });
    expect(writesIn(server.log)).toBe(before + 1);
    expect((await backend.getItem(id)).watch?.played).toBe(true);
    expect(backend.connection?.uri).toBe(places.away.uri);
  });

  test('an unsafe request that never left is done once at the other address', async () => {
    const { fold, source, places, server } = await make();
    const backend = await fold.connections.backend(source.id);
    const [library] = await backend.libraries();
    if (library === undefined) throw new Error('no library');
    const [item] = (await backend.listItems(library.id, { kind: 'movie' })).items;
    const id = item?.id ?? itemId('');
    await places.home.become({ kind: 'dead' });
    // A connection that is still thought to be open would be a way to leave.
    await expect(fetch(places.home.uri)).rejects.toThrow();
    const before = writesIn(server.log);
    await backend.watchState?.setPlayed(id, true);
    expect(writesIn(server.log)).toBe(before + 1);
    expect((await backend.getItem(id)).watch?.played).toBe(true);
  });

  test('pictures that are asked for again are at the new address', async () => {
    const { fold, source, places } = await make();
    const backend = await fold.connections.backend(source.id);
    const [library] = await backend.libraries();
    if (library === undefined) throw new Error('no library');
    const [item] = (await backend.listItems(library.id, { kind: 'movie' })).items;
    const url = (): string => backend.images?.url(item?.images ?? {}, 'poster', { width: 100, height: 150 }) ?? '';
    expect(url().startsWith(`${places.home.uri}/`)).toBe(true);
    await places.home.become({ kind: 'dead' });
    await backend.libraries();
    expect(url().startsWith(`${places.away.uri}/`)).toBe(true);
    expect((await fetch(url())).status).toBe(200);
  });

  test('a proxy at one address that refuses the token never hides an address that takes it', async () => {
    const { fold, source, places, told } = await make();
    const backend = await fold.connections.backend(source.id);
    told();
    await places.home.become({ kind: 'refuses-token' });
    expect((await backend.libraries()).length).toBeGreaterThan(0);
    expect(backend.connection).toEqual({ uri: places.away.uri, kind: 'direct', secure: false });
    expect(told()).toEqual(['connecting', 'online direct']);
    const { results, state } = await fold.connections.connect(source.id, { all: true });
    expect(state.status).toBe('online');
    expect(results.find(({ candidate }) => candidate.uri === places.home.uri)).toMatchObject({
      outcome: 'unauthorized',
      candidate: { kind: 'local' },
    });
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);
  });

  test.each([
    ['a page', { kind: 'portal' }],
    ['a redirect', { kind: 'portal', location: 'http://127.0.0.1:9/welcome' }],
  ] as const)('a captive portal that answers with %s: the call goes the other way', async (_, behaviour) => {
    const { fold, source, places, told } = await make();
    const backend = await fold.connections.backend(source.id);
    const before = await backend.libraries();
    told();
    await places.home.become(behaviour);
    // No connection of before is left that could break off.
    for (let left = 5; left > 0; left -= 1) await fetch(places.home.uri, { redirect: 'manual' }).catch(() => undefined);
    places.home.clear();
    expect(await fold.connections.use(source.id, (each) => each.libraries())).toEqual(before);
    expect(told()).toEqual(['connecting', 'online direct']);
  });
});

test('a request that was left behind at the old address goes on at the new one without another search', async () => {
  const { fold, source, places, server, told } = await plexHome({ places: two, serverTokenOnly: true });
  const backend = await fold.connections.backend(source.id);
  await places.home.become({ kind: 'slow', ms: 60_000 });
  server.log.clear();
  const left = backend.libraries();
  await until(() => server.log.to('/library/sections').length === 1);
  await fold.connections.networkChanged();
  expect(fold.connections.state(source.id)).toMatchObject({ connection: { kind: 'direct' } });
  places.away.clear();
  told();
  await places.home.become({ kind: 'dead' });
  expect((await left).length).toBeGreaterThan(0);
  expect(told()).toEqual([]);
  expect(places.away.log.to('/identity')).toEqual([]);
});

describe('a sync in the middle of a listing', () => {
  test.each([
    ['plex', () => plexHome({ places: two, holdings: movies(700) })],
    ['jellyfin', () => jellyfinHome({ places: two, holdings: movies(700) })],
  ] as const)('of %s goes on at the new address and ends complete', async (_, make) => {
    const { fold, source, places, told } = await make();
    let pages = 0;
    const report = await fold.sync.run(source.id, {
      onProgress: ({ received }) => {
        if (received > 0 && pages++ === 0) places.home.become({ kind: 'dead' });
      },
    });
    expect(report.status).toBe('completed');
    expect(await idsIn(fold, source, 'movie')).toHaveLength(700);
    expect(told()).toEqual(['connecting', 'online local', 'connecting', 'online direct']);
    expect(places.away.log.all().length).toBeGreaterThan(2);
  });
});

describe('a search that needs a fresh credential itself', () => {
  test('a stored password: signs in at the address that answers, for many calls at once', async () => {
    const { fold, source, places, server, told } = await jellyfinHome({ places: two, keepPassword: true });
    const backend = await fold.connections.backend(source.id);
    told();
    server.revokeTokens();
    await places.home.become({ kind: 'dead' });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => fold.connections.use(source.id, (each) => each.libraries())),
    );
    expect(all).toHaveLength(20);
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(backend.connection?.uri).toBe(places.away.uri);
    expect(server.log.all().filter(({ path }) => /AuthenticateByName/i.test(path))).toHaveLength(1);
  });

  test('Plex resources: the account is asked once, for many calls at once', async () => {
    const { fold, source, places, server, account, told } = await plexHome({ places: two });
    await fold.connections.backend(source.id);
    told();
    server.rotateAccessToken();
    await places.home.become({ kind: 'dead' });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => fold.connections.use(source.id, (each) => each.libraries())),
    );
    expect(all).toHaveLength(20);
    expect(told()).toEqual(['connecting', 'online direct']);
    // Once for addresses, once for the token.
    expect(account.plexTv.log.to('/api/v2/resources').length).toBeLessThanOrEqual(2);
  });

  test('a refusal at the address in use is renewed there without a search', async () => {
    const { fold, source, server, told } = await plexHome({ places: two });
    await fold.connections.backend(source.id);
    told();
    server.rotateAccessToken();
    expect((await fold.connections.use(source.id, (each) => each.libraries())).length).toBeGreaterThan(0);
    expect(told()).toEqual([]);
  });
});

test('while nobody can be reached all calls of a moment fail together after one search', async () => {
  const { fold, source, places, told } = await plexHome({ places: two });
  await fold.connections.backend(source.id);
  told();
  await Promise.all([places.home.become({ kind: 'dead' }), places.away.become({ kind: 'dead' })]);
  const calls = Array.from({ length: 50 }, () => fold.connections.use(source.id, (each) => each.libraries()));
  for (const each of await Promise.allSettled(calls)) {
    expect(each).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
  }
  expect(told()).toEqual(['connecting', 'offline']);
  await untilPasses(() => expect(fold.connections.state(source.id).status).toBe('offline'));
});
