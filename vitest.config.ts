import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests that import the published names get the sources; the command line and the README run from dist.
    alias: [
      { find: /^mediafold$/, replacement: source('index.ts') },
      { find: /^mediafold\/plex$/, replacement: source('backends/plex/plex.ts') },
      { find: /^mediafold\/jellyfin$/, replacement: source('backends/jellyfin/jellyfin.ts') },
      { find: /^mediafold\/testing$/, replacement: source('testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', './test/closing-line.ts'],
    // Most of the time goes by while a test waits for a process or a socket: one worker for each core, also for the last.
    maxWorkers: '100%',
    // Only for what hangs: a loaded machine may take ten times as long as an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
