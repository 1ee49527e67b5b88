import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { quietCopy } from '../../src/db/quiet-copy.ts';
import { failure, home, makeSource, movie, open, openWithSource, sync, temporaryFolder } from './support.ts';

/** A process that may write everything is not stopped by permissions; the command line's tests take that right away. */
const isStopped = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  const path = join(folder, 'file');
  writeFileSync(path, '', { mode: 0o444 });
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch {
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
})();

async function closedCatalogue(): Promise<string> {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path });
  await sync(catalogue, [movie('m1')]);
  await catalogue.close();
  return path;
}

test('what can be written is opened for writing all the same', async () => {
  const catalogue = await open({ path: await closedCatalogue(), mayBeReadOnly: true });
  expect(catalogue.database.readOnly).toBe(false);
  await catalogue.sources.setNeedsSignIn(home, 'why');
  expect(await catalogue.sources.needsSignIn(home)).toBe('why');
});

test('a copy of a closed catalogue is all of it, and can be read without the file', async () => {
  const path = await closedCatalogue();
  const copy = quietCopy(path);
  const sqlite = new Sqlite(copy ?? '', { readonly: true });
  onTestFinished(() => void sqlite.close());
  expect(sqlite.prepare('select title from item').all()).toEqual([{ title: 'm1' }]);
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('while somebody has it open there is no copy: the newest changes are in the log', async () => {
  const path = await closedCatalogue();
  const writer = await open({ path });
  await writer.sources.setNeedsSignIn(home, 'why');
  expect(quietCopy(path)).toBeUndefined();
});

describe.runIf(isStopped && process.platform !== 'win32')('a catalogue that may not be written', () => {
  test.each([
    ['the file', 0o755],
    ['its folder too', 0o555],
  ])('%s', async (_, mode) => {
    const path = await closedCatalogue();
    const bytes = readFileSync(path);
    chmodSync(path, 0o444);
    chmodSync(dirname(path), mode);
    onTestFinished(() => chmodSync(dirname(path), 0o755));
    const { database, sources, titles } = await open({ path, mayBeReadOnly: true });
    expect(database).toMatchObject({ path, readOnly: true });
    expect(await sources.list()).toEqual([makeSource()]);
    expect((await titles.titles({ limit: 10 })).titles).toHaveLength(1);
    expect(await failure(sources.setNeedsSignIn(home, 'why'))).toMatchObject({ code: 'storage', problem: 'read-only' });
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['catalogue.db', 'catalogue.db.key']);
  });
});
