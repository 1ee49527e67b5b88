import { expect, test } from 'vitest';
import { itemId } from '../../../src/models/ids.ts';
import { jellyfinHome, plexHome } from './home.ts';

const places = { home: { kind: 'local' } } as const;

test.each([
  ['plex', plexHome],
  ['jellyfin', jellyfinHome],
] as const)('%s: calls that follow each other share a connection, whatever they are answered', async (_, start) => {
  const { fold, source, places: spots, server } = await start({ places });
  const work = (): Promise<unknown> =>
    fold.connections.use(source.id, async (backend) => {
      await backend.libraries();
      await backend.getItem(itemId('404404')).catch(() => undefined);
      await backend.serverInfo();
    });
  await fold.connections.connect(source.id);
  await work();
  spots.home.clear();
  server.faults.add({ action: { kind: 'status', status: 404, body: 'x'.repeat(50_000) }, skip: 7, times: 3 });
  for (let times = 15; times > 0; times -= 1) await work().catch(() => undefined);
  expect(spots.home.log.all().length).toBeGreaterThan(40);
  // None, unless this machine is so busy that one is thought to be idle for seconds.
  expect(spots.home.connections).toBeLessThanOrEqual(5);
});
