import { expect, test } from 'vitest';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { createMemoryBackend } from '../../../src/backends/memory/memory-backend.ts';
import type { Candidate, ConnectionKind, ProbeResult } from '../../../src/models/connection.ts';
import { serverId, sourceId, userId } from '../../../src/models/ids.ts';
import { race } from '../../../src/services/connect/race.ts';
import { raceTimes } from '../../../src/services/connect/race-policy.ts';
import { VirtualClock } from './virtual-clock.ts';

const at = (name: string, kind: ConnectionKind): Candidate => ({
  uri: `https://${name}.invalid`,
  kind,
  secure: true,
  origin: 'account',
});

test('addresses that are named after the end are not asked, and in nobody’s report', async () => {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const source = {
    id: sourceId('s'),
    type: 'plex',
    name: 'S',
    serverId: serverId('s'),
    userId: userId('u'),
    deviceId: 'd',
  } as const;
  const probe: MediaBackend['probe'] = async (candidate, { signal }): Promise<ProbeResult> => {
    asked.push(candidate.uri);
    await clock.sleep(candidate.kind === 'direct' ? 1_500 : 60_000, signal);
    return { candidate, outcome: 'ok', reason: '', latencyMs: 1 };
  };
  const backend = { ...createMemoryBackend({ source, libraries: [] }), probe };
  const [home, away, late] = [at('home', 'local'), at('away', 'direct'), at('late', 'local')];
  const addresses = [(signal: AbortSignal) => clock.sleep(2_000, signal).then(() => [late])];
  const better: string[] = [];
  const onBetter = ({ candidate }: ProbeResult): number => better.push(candidate.uri);
  const limits = { clock, times: raceTimes, probeTimeoutMs: 90_000, all: false };
  const outcome = await clock.run(race(backend, [home, away], { ...limits, addresses, onBetter }));
  expect([outcome.best?.candidate, outcome.wasAsked]).toEqual([away, true]);
  await clock.runOut(120_000);
  expect(asked).toEqual([home.uri, away.uri]);
  expect(outcome.fresh).toEqual([]);
  // The race was not over for those that it had asked before.
  expect(better).toEqual([home.uri]);
  expect(clock.sleeping).toBe(0);
});
