import { expect, test } from 'vitest';
import type { ConnectionState } from '../../../src/models/connection.ts';
import { createLastingState } from '../../../src/services/connect/lasting-state.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { jellyfinHome, passing } from './home.ts';

test('since when a source is offline outlasts the looks in vain, and where it is online those that change nothing', async () => {
  const clock = new FakeClock();
  const home = await jellyfinHome({ places: { home: { kind: 'local' }, away: { kind: 'direct' } }, clock });
  const { fold, source, places } = home;
  const look = async (): Promise<ConnectionState> => {
    await clock.advance(60_000);
    await passing(clock, 20, fold.connections.connect(source.id));
    return fold.connections.state(source.id);
  };
  const online = await look();
  expect(await look()).toEqual(online);
  await Promise.all([places.home.become({ kind: 'dead' }), places.away.become({ kind: 'dead' })]);
  const offline = await look();
  expect(offline).toMatchObject({ status: 'offline', since: expect.any(Number) });
  for (const again of [await look(), await look()]) expect(again).toEqual(offline);
  await places.away.become({ kind: 'open' });
  const elsewhere = await look();
  expect(elsewhere).toMatchObject({ status: 'online', connection: { uri: places.away.uri } });
  expect(
    [offline, elsewhere].map((state) => 'since' in state && 'since' in online && state.since > online.since),
  ).toEqual([true, true]);
});

test('another address is another connection, and what was forgotten begins anew', () => {
  const lasting = createLastingState({ status: 'unknown' });
  const online = (uri: string, since: number): ConnectionState => ({
    status: 'online',
    connection: { uri, kind: 'local', secure: true },
    since,
  });
  lasting(online('https://a', 1));
  expect(lasting({ status: 'connecting' })).toEqual({ status: 'connecting' });
  expect(lasting(online('https://a', 2))).toMatchObject({ since: 1 });
  expect(lasting(online('https://b', 3))).toMatchObject({ since: 3 });
  lasting({ status: 'unknown' });
  expect(lasting(online('https://b', 4))).toMatchObject({ since: 4 });
});
