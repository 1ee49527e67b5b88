import { createWorld, holdingsFor, startMockJellyfin } from 'mediafold/testing';
import { expect, onTestFinished, test } from 'vitest';
import { runCli, temporaryHome } from './run-cli.ts';

test('a row that cannot be read is named with its reason, and the others come', async () => {
  const { home, remove } = temporaryHome();
  const { jellyfin: holdings } = holdingsFor({ movies: 30, shows: 0 });
  const server = await startMockJellyfin({ world: createWorld(3), holdings });
  onTestFinished(async () => {
    await server.close();
    remove();
  });
  const [user] = server.users;
  const run = (args: readonly string[], input = '') => runCli(args, { cwd: home, input });
  await run(['link', 'jellyfin', server.url, '--user', user?.name ?? ''], `${user?.password}\n`);
  const changes = [{ path: 'Items.0.Type', change: 'set', value: 'Hologram' }] as const;
  server.faults.add({ path: '/Items', action: { kind: 'mutate', changes } });
  const { code, stdout } = await run(['sync']);
  expect(code).toBe(0);
  expect(stdout).toContain('29 new, 1 put aside because they could not be read');
  expect(stdout).toMatch(/put aside: movie [0-9a-f]{32}: Type/);
});
