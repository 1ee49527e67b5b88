import { afterAll, describe, expect, test } from 'vitest';
import { recording, sharedMissing, sharedNote } from '../shared-folder.ts';
import { servers } from './plan.ts';
import { replaySync } from './sync-scenario.ts';

describe.skipIf(sharedMissing).each(servers)(`recorded changes of $version${sharedNote}`, (server) => {
  let replayed = 0;

  test('are answered as recorded', async () => {
    const steps = recording(server.folder, 'sync');
    const found = await replaySync(server, steps);
    // Not one difference is excused.
    expect(Object.fromEntries([...found].filter(([, differences]) => differences.length > 0))).toEqual({});
    expect(found.size).toBe(steps.length);
    replayed = found.size;
  });

  afterAll(() => {
    process.stdout.write(`changes on disk of Jellyfin ${server.folder}: ${replayed} steps equal\n`);
  });
});
