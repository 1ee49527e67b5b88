// Runs before `npm run demo` and `npm test`: installs what is missing and builds what is stale, so that both work
// from a bare clone. Plain JavaScript that the machine's own Node can run, even an old one.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function newestIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, changedAt(join(entry.parentPath ?? entry.path, entry.name))), 0);
}

function run(what, command, args) {
  console.error(`mediafold: ${what}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(
    `mediafold: "${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}. Nothing was started.`,
  );
  process.exit(status ?? 1);
}

// npm writes this file at the end of every complete installation.
const installedAt = changedAt(at('node_modules', '.package-lock.json'));
if (installedAt < changedAt(at('package-lock.json'))) {
  run('installing packages (npm ci), once', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
const sources = Math.max(newestIn(at('src')), changedAt(at('tsconfig.build.json')), changedAt(at('package.json')));
if (changedAt(at('dist', '.tsbuildinfo')) < sources) {
  run('building', 'npm', ['run', '--silent', 'build']);
}
