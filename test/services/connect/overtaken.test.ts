import { describe, expect, test } from 'vitest';
import { itemId } from '../../../src/models/ids.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { few } from '../household.ts';
import { jellyfin } from '../setting.ts';
import { jellyfinHome, passing, plexHome } from './home.ts';

const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;

describe('news of an address that is not in use any more', () => {
  test('a check that ends in vain after the calls went another way is none', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: two, clock, serverTokenOnly: true });
    await fold.connections.backend(source.id);
    const stop = fold.connections.watch();
    await places.home.become({ kind: 'silent' });
    places.home.clear();
    await clock.advance(60_000);
    await until(() => places.home.log.to('/identity').length > 0);
    await clock.advance(4_000);
    told();
    await passing(clock, 5, fold.connections.networkChanged());
    expect(told()).toEqual(['connecting', 'online direct']);
    // The end of the check, and not yet that of what was asked since.
    await clock.advance(1_000);
    const settled = until(() => clock.sleeping <= 1);
    await passing(clock, 100, settled);
    expect(told()).toEqual([]);
    stop();
  });

  test('a call that may have arrived and surfaces does not take the way that was found', async () => {
    const { fold, source, places, server, told } = await jellyfinHome({ places: two });
    const backend = await fold.connections.backend(source.id);
    const [library] = await backend.libraries();
    if (library === undefined) throw new Error('no library');
    const [item] = (await backend.listItems(library.id, { kind: 'movie' })).items;
    const id = item?.id ?? itemId('');
    await places.home.become({ kind: 'slow', ms: 60_000 });
    const marking = fold.connections.use(source.id, async ({ watchState }) => watchState?.setPlayed(id, true));
    await until(() => server.log.all().some(({ method }) => method === 'POST'));
    told();
    await places.home.become({ kind: 'dead' });
    await expect(marking).rejects.toMatchObject({ code: 'unavailable' });
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(backend.connection?.uri).toBe(places.away.uri);
  });
});

test('another server that has the address now and refuses the credential: nobody is told to sign in again', async () => {
  const stranger = await jellyfin(few, { name: 'Somebody else' });
  const { fold, source, places, told } = await jellyfinHome({ places: { home: two.home } });
  await fold.connections.backend(source.id);
  await places.home.become({ kind: 'another-server', server: { url: stranger.url } });
  // No connection of before is left that could break off.
  for (let left = 5; left > 0; left -= 1) await fetch(places.home.uri, { redirect: 'manual' }).catch(() => undefined);
  told();
  const asked = fold.connections.use(source.id, (backend) => backend.libraries());
  await expect(asked).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later', sourceId: source.id });
  await expect(asked).rejects.toThrow('Somebody else');
  expect(told()).toEqual(['connecting', 'offline']);
});

describe('a change of the addresses in the middle of a search counts', () => {
  const silent = { kind: 'silent' } as const;

  test('one that is pinned is the only one', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: two, clock, serverTokenOnly: true });
    await Promise.all([places.home.become(silent), places.away.become(silent)]);
    const first = fold.connections.connect(source.id);
    await until(() => places.home.connections > 0 && places.away.connections > 0);
    const pinned = fold.addresses.pin(source.id, places.home.uri);
    await until(async () => (await fold.addresses.list(source.id))[0]?.pinned);
    await places.away.become({ kind: 'open' });
    await passing(clock, 50, Promise.all([first, pinned]));
    expect((await pinned).state.status).toBe('offline');
    expect((await first).results.map(({ candidate }) => candidate.uri)).toEqual([places.home.uri]);
  });

  test('one that is removed is not chosen', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: two, clock, serverTokenOnly: true });
    await Promise.all([places.home.become(silent), places.away.become(silent)]);
    const first = fold.connections.connect(source.id);
    await until(() => places.home.connections > 0 && places.away.connections > 0);
    const removed = fold.addresses.remove(source.id, places.away.uri);
    await until(async () => (await fold.addresses.list(source.id)).length === 1);
    await places.away.become({ kind: 'open' });
    await passing(clock, 50, Promise.all([first, removed]));
    expect(fold.connections.state(source.id).status).toBe('offline');
  });

  test('a good one that is added is used', async () => {
    const clock = new FakeClock();
    const options = { places: two, clock, serverTokenOnly: true } as const;
    const { fold, source, places } = await plexHome({ ...options, stored: ['home'] as ('home' | 'away')[] });
    await places.home.become(silent);
    const first = fold.connections.connect(source.id);
    await until(() => places.home.connections > 0);
    await passing(clock, 20, fold.addresses.add(source.id, places.away.uri));
    expect((await first).chosen?.uri).toBe(places.away.uri);
  });
});

test('a clock that is put back makes no rest longer', async () => {
  const clock = new FakeClock();
  let behindMs = 0;
  const wrong = {
    now: () => clock.now() - behindMs,
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
  };
  const { fold, source, places } = await plexHome({ places: two, clock: wrong, serverTokenOnly: true });
  await Promise.all([places.home.become({ kind: 'dead' }), places.away.become({ kind: 'dead' })]);
  await fold.connections.connect(source.id);
  await places.home.become({ kind: 'open' });
  await expect(fold.connections.backend(source.id)).rejects.toMatchObject({ code: 'unavailable' });
  behindMs = 3_600_000;
  expect((await fold.connections.backend(source.id)).connection?.uri).toBe(places.home.uri);
});
