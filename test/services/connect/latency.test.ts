import { expect, test } from 'vitest';
import type { Environment } from '../../../src/models/environment.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { jellyfinHome, plexHome } from './home.ts';

const places = { home: { kind: 'local' } } as const;

test.each([
  ['plex', plexHome],
  ['jellyfin', jellyfinHome],
] as const)('%s: what is told and kept of an address is how long it took, each time anew', async (_, start) => {
  const clock = new FakeClock();
  let tripMs = 0;
  const fetch: Environment['fetch'] = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    await clock.advance(tripMs);
    return answer;
  };
  const { fold, source } = await start({ places, clock, environment: () => ({ fetch }) });
  for (const ms of [40, 3, 170]) {
    tripMs = ms;
    const { results } = await fold.connections.connect(source.id);
    // Who it is, and whether the credential is good.
    expect(results.map(({ latencyMs }) => latencyMs)).toEqual([2 * ms]);
    expect(await fold.addresses.list(source.id)).toMatchObject([{ last: { latencyMs: 2 * ms } }]);
  }
});
