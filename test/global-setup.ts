import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The tests of the command line and of the README run what is published: it must be the code that is here. */
export default function buildOnce(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the build failed:\n${stdout}`);
}
