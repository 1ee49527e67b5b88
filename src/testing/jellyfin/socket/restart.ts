import type { Clock } from '../../../models/clock.ts';
import type { StartUp } from '../server.ts';
import type { JellyfinVersion } from '../version-traits.ts';

/** `refused`: nothing listens. */
export type RestartPhase = StartUp | 'refused';

type Schedule = readonly (readonly [atMs: number, phase: RestartPhase])[];

const before1011: Schedule = [
  [0, 'refused'],
  [3160, 'loading'],
  [4770, 'ready'],
];

/** As recorded, on a small library and a quick machine: large ones take minutes. */
const schedules: Readonly<Record<JellyfinVersion, Schedule>> = {
  '10.8.13': before1011,
  '10.10.7': before1011,
  '10.11.11': [
    [0, 'refused'],
    [1280, 'setup'],
    [1400, 'refused'],
    [2380, 'loading'],
    [4240, 'ready'],
  ],
  '12.0.0': [
    [0, 'refused'],
    [1810, 'setup'],
    [1870, 'refused'],
    [3280, 'loading'],
    [5380, 'ready'],
  ],
};

/** Goes through the phases of a restart as the clock goes. The first one begins at once. */
export async function runRestart(
  version: JellyfinVersion,
  clock: Clock,
  enter: (phase: RestartPhase) => void,
  closing: AbortSignal,
): Promise<void> {
  let passed = 0;
  for (const [atMs, phase] of schedules[version]) {
    if (atMs > passed) await clock.sleep(atMs - passed, closing);
    passed = atMs;
    enter(phase);
  }
}
