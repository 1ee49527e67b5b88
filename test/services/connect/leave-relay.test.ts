import { expect, test } from 'vitest';
import { FakeClock } from '../../../src/testing/index.ts';
import { until, untilPasses } from '../../until.ts';
import { passing, plexHome } from './home.ts';

const second = 1_000;

test('a relay is left for an address that the account names only now, and the account is asked seldom', async () => {
  const clock = new FakeClock();
  const spots = { relay: { kind: 'relay' }, home: { kind: 'local' } } as const;
  const house = await plexHome<'relay' | 'home'>({ places: spots, stored: ['relay'], clock });
  const { fold, source, places, account, server, told } = house;
  await passing(clock, 50, fold.connections.connect(source.id));
  expect(told()).toEqual(['connecting', 'online relay']);

  // Remote access is switched on: the account names a way that nobody here has heard of.
  const named = { kind: 'replace', from: server.url, to: places.home.uri } as const;
  account.plexTv.faults.clear();
  account.plexTv.faults.add({ path: '/api/v2/resources', action: named });
  account.plexTv.log.clear();
  for (const wait of [30, 60, 120, 120, 120, 120]) {
    // In use all the time, so that nothing but the relay gives a reason to look.
    await fold.connections.use(source.id, (backend) => backend.libraries());
    await clock.advance(wait * second);
    // The look is over when nothing is waited for but the next one.
    await until(() => (clock.nextWakeAt ?? 0) - clock.now() >= 60 * second);
  }
  expect(account.plexTv.log.all()).toEqual([]);
  expect(told()).toEqual([]);
  await clock.advance(120 * second);
  await untilPasses(async () =>
    expect(await fold.sources.list()).toMatchObject([{ connection: { uri: places.home.uri } }]),
  );
  expect(told()).toEqual(['online local']);
  expect(account.plexTv.log.all().map(({ path }) => path)).toEqual(['/api/v2/resources']);
});
