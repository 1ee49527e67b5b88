import { nineDead } from './nine-dead.ts';
import { scripted } from './scripted.ts';

/**
 * Clients, networks and servers share one process: read the ratios and the differences. With `quick` at most 20 seconds,
 * with few runs: it shows that everything runs, and measures little.
 */
export async function benchConnect(quick: boolean): Promise<void> {
  await nineDead(quick);
  await scripted(quick);
}
