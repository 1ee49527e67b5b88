import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');

let folder: string;

/** As a user has it: a project of its own, with the package among its modules. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mediafold-readme-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'mediafold'), 'dir');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(file: string): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

test('the first example signs in, syncs, and lists three films', async () => {
  const file = join(folder, 'first.ts');
  writeFileSync(file, examples[0] ?? '');
  const { code, out, err } = await run(file);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toMatch(/^\S+: \d{2,} items\n/);
  expect(out.match(/on 1 server/g)).toHaveLength(3);
});

test('the backend alone lists the libraries', async () => {
  const file = join(folder, 'second.ts');
  writeFileSync(file, examples[1] ?? '');
  const { code, out, err } = await run(file);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('Films');
});

test('every example of the README is run here', () => {
  expect(examples).toHaveLength(2);
});
