import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { newestVersion } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import type { StorageError, StorageProblem } from '../../src/errors.ts';
import { secret } from '../../src/models/secret.ts';
import { failure, films, home, movie, open, openWithSource, sync, temporaryFolder } from './support.ts';

function problemOf(work: () => unknown): StorageError {
  try {
    work();
  } catch (error) {
    return error as StorageError;
  }
  throw new Error('it did not fail');
}

const expected = (problem: StorageProblem, path: string): unknown =>
  expect.objectContaining({ code: 'storage', problem, message: expect.stringContaining(path) });

test('makes the folder and the file for their owner alone, and opens them again', async () => {
  const path = join(temporaryFolder(), 'new', 'deep', 'catalogue.db');
  const first = await openWithSource({ path });
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}.key`])
    expect(statSync(file).mode & 0o777).toBe(0o600);
  await first.close();
  const again = await open({ path });
  expect((await again.sources.list()).map(({ id }) => id)).toEqual([home]);
});

test('sets the connection up', () => {
  const database = openDatabase({ path: join(temporaryFolder(), 'catalogue.db') });
  const pragmas = ['journal_mode', 'foreign_keys', 'busy_timeout', 'synchronous', 'user_version'];
  expect(pragmas.map((name) => database.sqlite.pragma(name))).toEqual(['wal', 1, 0, 1, newestVersion]);
  return database.close();
});

test('an empty file and a file in which nothing was made yet become catalogues', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'empty.db'), '');
  const begun = new Sqlite(join(folder, 'begun.db'));
  begun.pragma('journal_mode = wal');
  begun.close();
  for (const name of ['empty.db', 'begun.db']) {
    const catalogue = await open({ path: join(folder, name) });
    expect(await catalogue.sources.list()).toEqual([]);
  }
});

test.each([
  ['text', 'This is my diary. '.repeat(30)],
  ['a short text', 'milk, bread'],
  ['noise', randomBytes(9000)],
])('%s is not taken for a database, and stays as it is', (_name, content) => {
  const path = join(temporaryFolder(), 'notes.txt');
  writeFileSync(path, content);
  expect(problemOf(() => openDatabase({ path }))).toEqual(expected('not-a-database', path));
  expect(readFileSync(path)).toEqual(Buffer.from(content));
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test.each(['delete', 'wal'])("another program's database is left untouched (journal mode %s)", (mode) => {
  const path = join(temporaryFolder(), 'photos.db');
  const other = new Sqlite(path);
  other.pragma(`journal_mode = ${mode}`);
  other.exec('create table photo (id integer primary key); insert into photo values (1)');
  other.close();
  const before = readFileSync(path);
  const error = problemOf(() => openDatabase({ path }));
  expect(error).toEqual(expected('not-a-database', path));
  expect(error.message).toContain("someone else's database");
  expect(readFileSync(path)).toEqual(before);
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test("another program's mark is enough, also in a database without tables", () => {
  const path = join(temporaryFolder(), 'other.db');
  const other = new Sqlite(path);
  other.pragma('application_id = 4711');
  other.close();
  expect(problemOf(() => openDatabase({ path }))).toEqual(expected('not-a-database', path));
});

test('a newer schema is left untouched, and both versions are named', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await open({ path });
  catalogue.database.sqlite.pragma('user_version = 4711');
  await catalogue.close();
  const before = readFileSync(path);
  const error = problemOf(() => openDatabase({ path }));
  expect(error).toEqual(expected('newer-version', path));
  expect(error.message).toMatch(new RegExp(`4711.*${newestVersion}`));
  expect(readFileSync(path)).toEqual(before);
});

test('a crash before the first checkpoint leaves a catalogue that opens', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'catalogue.db');
  await openWithSource({ path });
  // What a killed process leaves behind: the files as they are now, everything still in the log.
  mkdirSync(join(folder, 'crashed'));
  for (const end of ['', '-wal', '.key']) copyFileSync(path + end, join(folder, 'crashed', `catalogue.db${end}`));
  const catalogue = await open({ path: join(folder, 'crashed', 'catalogue.db') });
  expect(await catalogue.sources.list()).toHaveLength(1);
});

test('a cut file is damaged', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path });
  await sync(
    catalogue,
    Array.from({ length: 300 }, (_, index) => movie(`m${index}`)),
  );
  await catalogue.close();
  truncateSync(path, 3 * 4096);
  expect(problemOf(() => openDatabase({ path }))).toEqual(expected('corrupt', path));
});

test('damage that is met later is told by the query that meets it', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path });
  await sync(
    catalogue,
    Array.from({ length: 300 }, (_, index) => movie(`m${index}`)),
  );
  await catalogue.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096);
  writeFileSync(path, bytes);
  const error = await failure(open({ path }).then(({ titles }) => titles.titles({ limit: 10 })));
  expect(error).toEqual(expected('corrupt', path));
});

test('what is open for reading cannot be written', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const writer = await openWithSource({ path });
  await sync(writer, [movie('m1')]);
  const reader = await open({ path, readOnly: true });
  expect((await reader.titles.titles({ limit: 10 })).titles).toHaveLength(1);
  expect(await failure(reader.sources.remove(home))).toEqual(expected('read-only', path));
  expect(
    await failure(
      reader.listings.beginListing(1, { sourceId: home, libraryId: films, kind: 'movie' }, { again: true }),
    ),
  ).toEqual(expected('read-only', path));
  expect(await writer.sources.list()).toHaveLength(1);
});

test('reading needs a catalogue that is there', () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  expect(problemOf(() => openDatabase({ path, readOnly: true }))).toEqual(expected('cannot-open', path));
  expect(existsSync(path)).toBe(false);
  expect(problemOf(() => openDatabase({ path: ':memory:', readOnly: true }))).toMatchObject({
    code: 'invalid-argument',
  });
});

test('a folder is not a file, and a file is not a folder', () => {
  const folder = temporaryFolder();
  expect(problemOf(() => openDatabase({ path: folder }))).toEqual(expected('cannot-open', folder));
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file', 'catalogue.db');
  expect(problemOf(() => openDatabase({ path }))).toEqual(expected('cannot-open', path));
});

test('a full disk loses nothing that was there', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path });
  await sync(catalogue, [movie('m1')]);
  const pages = Number(catalogue.database.sqlite.pragma('page_count'));
  catalogue.database.sqlite.pragma(`max_page_count = ${pages + 2}`);
  const many = Array.from({ length: 2000 }, (_, index) => movie(`new${index}`, { overview: 'x'.repeat(500) }));
  expect(await failure(sync(catalogue, many))).toEqual(expected('full', path));
  expect((await catalogue.titles.titles({ limit: 10 })).titles.map(({ title }) => title)).toEqual(['m1']);
  catalogue.database.sqlite.pragma('max_page_count = 1000000');
  expect(await sync(catalogue, [movie('m1'), movie('m2')])).toMatchObject({ added: 1, removed: 0 });
});

test('another process that holds the lock is told, not waited for without end', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path, patienceMs: 3 });
  const other = new Sqlite(path);
  other.exec('begin immediate');
  const save = catalogue.authTokens.save(home, { type: 'jellyfin-token', token: secret('x') });
  expect(await failure(save)).toEqual(expected('locked', path));
  expect(await failure(catalogue.runs.beginRun(home))).toEqual(expected('locked', path));
  other.exec('rollback');
  other.close();
  expect(await catalogue.runs.beginRun(home)).toMatchObject({ resumed: false });
});

test('after the end everything says so', async () => {
  const catalogue = await openWithSource();
  await catalogue.close();
  for (const call of [catalogue.sources.list(), catalogue.runs.beginRun(home), catalogue.titles.search('x', 1)]) {
    expect(await failure(call)).toEqual(expected('cannot-open', 'closed'));
  }
});

test('transactions that are begun together run one after the other', async () => {
  const catalogue = await openWithSource();
  const { kysely } = catalogue.database;
  const slow = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('installation').values({ key: 'a', value: '1' }).execute();
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('rolled back');
  });
  const page = sync(catalogue, [movie('m1')]);
  expect(await failure(slow)).toMatchObject({ message: 'rolled back' });
  expect(await page).toMatchObject({ added: 1 });
  expect(await kysely.selectFrom('installation').selectAll().execute()).toEqual([]);
  expect((await catalogue.titles.titles({ limit: 10 })).titles).toHaveLength(1);
});

test('a transaction has the file for itself from its first step, so that its writes cannot come too late', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithSource({ path });
  const second = await open({ path, patienceMs: 3 });
  await first.database.kysely.transaction().execute(async (transaction) => {
    await transaction.selectFrom('source').selectAll().execute();
    expect(await failure(second.installation.deviceId())).toEqual(expected('locked', path));
    await transaction.insertInto('installation').values({ key: 'a', value: '1' }).execute();
  });
  expect(await second.installation.getOrMake('a', () => '2')).toBe('1');
});
