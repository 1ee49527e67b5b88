import type { Mediafold, Source } from 'mediafold';
import { promised } from './promise.ts';
import { say, sayTable } from './screen.ts';

/** Asks every address that is known of each server, and lets the best one be chosen. */
export async function connectAll(fold: Mediafold, sources: readonly Source[], signal: AbortSignal): Promise<void> {
  for (const source of sources) {
    const { chosen, reason, results } = await fold.connections.connect(source.id, { signal, all: true });
    say(`  ${source.name} (${source.type})`);
    sayTable([
      ['  address', 'kind', 'outcome', 'took', ''],
      ...results.map(({ candidate, outcome, latencyMs }) => [
        `  ${candidate.uri}`,
        candidate.kind,
        outcome,
        latencyMs === undefined ? '-' : `${Math.round(latencyMs)} ms`,
        candidate.uri === chosen?.uri ? '<- chosen' : '',
      ]),
    ]);
    say(`    why: ${reason}`);
    promised(`${source.name} is reached`, chosen !== undefined);
    promised(`${source.name} is not reached over a relay while a better address is good`, chosen?.kind !== 'relay');
  }
}
