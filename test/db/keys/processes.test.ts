import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { SourceId } from '../../../src/models/ids.ts';
import { sourceId } from '../../../src/models/ids.ts';
import { home, open, temporaryFolder } from '../support.ts';
import { away, keyIds, keysIn, openWithTokens, token, tokenOf } from './keys-support.ts';

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function start(name: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program(name), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Waits for so many dots. */
function dots(child: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (seen >= count) resolve();
    });
    child.once('exit', () => reject(new Error(`the process ended after ${seen} rounds`)));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

test('two processes that change the key for ever, and are killed: nobody loses anything', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const longOpen = await openWithTokens({ path });
  const children = [home, away].map((source: SourceId) => start('./rotate-for-ever.ts', path, source));
  await Promise.all(children.map((child) => dots(child, 5)));
  await Promise.all(children.map(kill));

  // This one knew only the first key, which is long gone.
  expect(await tokenOf(longOpen, away)).toMatch(/^away-\d+$/);
  await longOpen.authTokens.save(home, token('saved by the old one'));
  await longOpen.close();
  const again = await open({ path });
  expect(await tokenOf(again)).toBe('saved by the old one');
  expect(await tokenOf(again, away)).toMatch(/^away-\d+$/);
  expect(await keyIds(again)).toHaveLength(1);
  expect(keysIn(`${path}.key`)).toHaveLength(1);
});

test('a save that waited for a change of the key in another process is under the new key', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithTokens({ path });
  const second = await open({ path });
  const { keyId } = await first.rotateKey();
  await second.authTokens.save(home, token('from the second'));
  expect(await keyIds(first)).toEqual([{ key_id: keyId, key_provider: 'the key file' }]);
  expect(await tokenOf(first)).toBe('from the second');
  // And with a write that was prepared before the change.
  const write = await second.authTokens.prepareSave(home, token('prepared'));
  const next = await first.rotateKey();
  await second.database.kysely.transaction().execute(write);
  expect(await keyIds(second)).toEqual([{ key_id: next.keyId, key_provider: 'the key file' }]);
  expect(await tokenOf(second)).toBe('prepared');
});

test('processes that start together make one key', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'catalogue.db');
  const names = ['one', 'two', 'three'];
  const children = names.map((name) => start('./first-opening.ts', path, name));
  const ends = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(ends).toEqual(names.map(() => [0, null]));
  const catalogue = await open({ path });
  for (const name of names) expect(await tokenOf(catalogue, sourceId(name))).toBe(`${name}-token`);
  expect(await keyIds(catalogue)).toHaveLength(1);
  expect(readdirSync(folder).filter((name) => name.includes('.new'))).toEqual([]);
});
