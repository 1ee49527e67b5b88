import { expect, test } from 'vitest';
import { startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../src/testing/jellyfin/scenarios/attic.ts';
import { signedIn } from '../testing/jellyfin/mock-client.ts';
import { stillClock } from '../testing/jellyfin/still-clock.ts';
import { placesIn, plannedMistakes } from './mistakes.ts';

test('a planted mistake is what the mock itself answers with the same fault', async () => {
  const mock = await startMockJellyfin({ ...attic(), clock: stillClock() });
  try {
    const bob = await signedIn(mock);
    const answer = { status: 200, body: (await bob.get('/Users/Me')).json() };
    const places = placesIn([answer.body]);
    const all = plannedMistakes({ places, holds: () => 'always', status: 200, most: 4 });
    const planted = all.filter(({ change }) => change !== undefined);
    expect(planted).toHaveLength(8);
    for (const { change, apply } of planted) {
      if (change !== undefined) mock.faults.add({ times: 1, action: { kind: 'mutate', changes: [change] } });
      const faulty = (await bob.get('/Users/Me')).json();
      expect(faulty).toEqual(apply(answer).body);
      expect(faulty).not.toEqual(answer.body);
    }
  } finally {
    await mock.close();
  }
});
