import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launcher, temporaryHome } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes this Node say that it is an old one. */
function pretend(version: string): readonly string[] {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

describe('the launcher', () => {
  let home: string;
  let remove: () => void;
  let copy: string;

  beforeEach(() => {
    ({ home, remove } = temporaryHome());
    copy = join(home, 'bin', 'mediafold.js');
    cpSync(dirname(launcher), join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  });
  afterEach(() => remove());

  const start = (nodeOptions: readonly string[], args: readonly string[] = ['--version']) =>
    spawnSync(process.execPath, [...nodeOptions, copy, ...args], { encoding: 'utf8', cwd: home });

  test.each(['12.22.12', '18.20.8', '20.20.2', '22.11.0'])('says on Node %s what is needed', (version) => {
    const { status, stdout, stderr } = start(pretend(version));
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`this is Node ${version}`);
    expect(stderr).toContain('needs Node 22.12.0');
    expect(stderr).toContain('npm run mediafold --');
  });

  test('says that it has not been built', () => {
    const { status, stderr } = start([]);
    expect(status).toBe(1);
    expect(stderr).toBe('mediafold: it has not been built yet. Run "npm run build" (after "npm ci") and try again.\n');
  });

  test.each(['22.12.0', '24.0.0', '30.1.2'])('goes on with Node %s', (version) => {
    expect(start(pretend(version)).stderr).toContain('it has not been built yet');
  });

  test("runs the clone's own Node on an old one, with its output and exit code", () => {
    const folder = join(home, 'node_modules', 'node', 'bin');
    mkdirSync(folder, { recursive: true });
    // Another file than the one that runs, as the clone's Node is.
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
    mkdirSync(join(home, 'dist', 'cli'), { recursive: true });
    writeFileSync(
      join(home, 'dist', 'cli', 'main.js'),
      'export function main(args) { console.log(args.join("|")); process.exitCode = 7; }',
    );
    const { status, stdout } = start(pretend('20.1.0'), ['ls', '--limit', '3']);
    expect(stdout).toBe('ls|--limit|3\n');
    expect(status).toBe(7);
  });

  test.skipIf(process.platform === 'win32')(
    'a signal that it passed on ends it with a code, as the command does',
    async () => {
      const folder = join(home, 'node_modules', 'node', 'bin');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
      mkdirSync(join(home, 'dist', 'cli'), { recursive: true });
      // Without a handler of its own, as in its last moments.
      writeFileSync(
        join(home, 'dist', 'cli', 'main.js'),
        'export function main() { setInterval(() => undefined, 1000); process.stdout.write("running"); }',
      );
      const child = spawn(process.execPath, [...pretend('20.1.0'), copy], {
        cwd: home,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.once('data', () => child.kill('SIGINT'));
      const ended = await new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
      expect(ended).toEqual({ code: 130, signal: null });
    },
  );

  test('does not start itself for ever when the clone has an old Node too', () => {
    const folder = join(home, 'node_modules', 'node', 'bin');
    mkdirSync(folder, { recursive: true });
    symlinkSync(process.execPath, join(folder, 'node'));
    const { status, stderr } = start(pretend('20.1.0'));
    expect(status).toBe(1);
    expect(stderr).toContain('this is Node 20.1.0');
  });

  test('knows the version that package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
    expect(readFileSync(join(root, 'bin', 'node-version.js'), 'utf8')).toContain(
      `'${engines.node.replace('>=', '')}.0'`,
    );
    expect(existsSync(launcher)).toBe(true);
  });
});
