import type { Stage } from './play-events.ts';
import type { ScenarioFault } from './scenario.ts';

/** Arms the servers. Their faults go by the clock, those of a scenario by the time since it began. */
export function addFaults(
  { plexTv, plex, jellyfin, clock }: Pick<Stage, 'plexTv' | 'plex' | 'jellyfin' | 'clock'>,
  faults: readonly ScenarioFault[],
): void {
  const began = clock.now();
  const servers = { plexTv: plexTv.plexTv, plex, jellyfin };
  for (const { on, path, pattern, after, between, ...rest } of faults) {
    const which = path ?? (pattern === undefined ? undefined : new RegExp(pattern));
    servers[on].faults.add({
      ...rest,
      ...(which === undefined ? {} : { path: which }),
      ...(after === undefined ? {} : { after: began + after }),
      ...(between === undefined ? {} : { between: [began + between[0], began + between[1]] as const }),
    });
  }
}
