import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { until } from '../../../until.ts';
import { hurriedClock } from '../setting.ts';

/** Where one PIN is looked at. */
export const polls: RegExp = /^\/api\/v2\/pins\/\d+$/;

export interface PinHouse {
  readonly clock: ReturnType<typeof hurriedClock>;
  readonly mock: MockPlex;
}

export async function startPinHouse(): Promise<PinHouse> {
  const clock = hurriedClock();
  const holdings = { movies: { from: 0, count: 2 }, shows: { from: 0, count: 0 } };
  return { clock, mock: await startMockPlex({ world: createWorld(33), clock, servers: [{ name: 'Mine', holdings }] }) };
}

/** Until so many looks were taken. */
export const looksAt = (mock: MockPlex, count: number): Promise<unknown> =>
  until(() => mock.plexTv.log.to(polls).length >= count);
