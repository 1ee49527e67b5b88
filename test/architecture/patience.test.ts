import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const tests = fileURLToPath(new URL('../', import.meta.url));
/** Each of them gives up after one second, which a loaded machine may need for anything. */
const hasty = /\bvi\.waitUntil\(|\bvi\.waitFor\(|\bexpect\.poll\(/;
const theirPlace = /^(until|architecture[\\/]patience\.test)\.ts$/;

test('whoever waits for something waits with `until`, which has patience', () => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(files).toContain('until.ts');
  const own = files.filter((path) => !theirPlace.test(path));
  expect(own.filter((path) => hasty.test(readFileSync(`${tests}${path}`, 'utf8')))).toEqual([]);
});
