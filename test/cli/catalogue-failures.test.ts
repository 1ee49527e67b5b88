import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectFailure } from './expect-failure.ts';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

/** The administrator may write everything; without this right permissions count for them too. */
const withoutOverride = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : [];
const canBeRefused =
  process.platform !== 'win32' &&
  (withoutOverride.length === 0 || spawnSync('setpriv', ['--bounding-set=-dac_override', 'true']).status === 0);

describe('what goes wrong with the catalogue', () => {
  const { home, remove } = temporaryHome();
  const good = join(home, 'good.db');
  let mock: MockServers;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    runCli(args, { cwd: home, env });

  /** A copy of a synced catalogue, changed, with its key. */
  function damaged(name: string, change: (bytes: Buffer) => Buffer): string {
    const path = join(home, name);
    writeFileSync(path, change(readFileSync(good)));
    copyFileSync(`${good}.key`, `${path}.key`);
    return path;
  }

  async function expectUntouched(path: string, args: readonly string[], ...says: readonly RegExp[]): Promise<void> {
    const before = readFileSync(path);
    expectFailure(await run([...args, '--database', path]), 1, path, ...says);
    expect(readFileSync(path).equals(before)).toBe(true);
  }

  beforeAll(async () => {
    mock = await startMockServers({ movies: 300, shows: 1 });
    const linked = await runCli(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit', '--database', good], {
      cwd: home,
      input: `${mock.jellyfin.users[0]?.password}\n`,
    });
    expect(linked).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await mock.close();
    remove();
  });

  test('a full disk stops the sync; with room again it goes on', async () => {
    // SQLite's own limit of a file's size: it then fails as it does on a full disk.
    const limit = join(home, 'small-disk.mjs');
    writeFileSync(
      limit,
      `import { createRequire } from 'node:module';
       const Database = createRequire(process.argv[1])('better-sqlite3');
       const { prepare } = Database.prototype;
       const limited = new WeakSet();
       Database.prototype.prepare = function (sql) {
         if (!limited.has(this)) {
           limited.add(this);
           this.pragma('max_page_count = 80');
         }
         return prepare.call(this, sql);
       };`,
    );
    const path = damaged('full.db', (bytes) => bytes);
    const full = await run(['sync', '--database', path], { NODE_OPTIONS: `--import ${limit}` });
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/mediafold: .*disk is full/);
    expect(await run(['sync', '--database', path])).toMatchObject({ code: 0 });
    const { titles } = documentOf<{ titles: readonly unknown[] }>(
      await run(['ls', '--all', '--kind', 'movie', '--json', '--database', path]),
    );
    expect(titles).toHaveLength(300);
  });

  test.skipIf(!canBeRefused)('a catalogue that may not be written', async () => {
    const folder = join(home, 'read-only');
    mkdirSync(folder);
    const path = join(folder, 'catalogue.db');
    copyFileSync(good, path);
    copyFileSync(`${good}.key`, `${path}.key`);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const before = readFileSync(path);
    const restricted = (args: readonly string[]): Promise<Ran> =>
      runCli([...args, '--database', path], { cwd: home, prefix: withoutOverride });
    const ran = await restricted(['sync']);
    const sources = await restricted(['sources', '--json']);
    const who = await restricted(['whoami']);
    const ls = await restricted(['ls']);
    chmodSync(folder, 0o755);
    // The folder may be written now, the file may not.
    const inOpenFolder = [await restricted(['whoami']), await restricted(['sources'])];
    expectFailure(ran, 1, path, /cannot be written/);
    expect(sources).toMatchObject({ code: 0, stderr: '' });
    expect(documentOf<object>(sources)).toMatchObject({
      sources: [{ credential: 'jellyfin-token', userName: 'marit' }],
    });
    expect(who).toMatchObject({ code: 0, stderr: 'The catalogue cannot be written here: no server is asked.\n' });
    expect(who.stdout).toContain('not asked now');
    expect(ls).toMatchObject({ code: 0, stdout: expect.stringContaining('mediafold sync') });
    for (const each of inOpenFolder) expect(each).toMatchObject({ code: 0 });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['catalogue.db', 'catalogue.db.key']);
  });

  test.skipIf(!canBeRefused)('a log that a crash left where nothing may be written', async () => {
    const folder = join(home, 'after-a-crash');
    mkdirSync(folder);
    const path = join(folder, 'catalogue.db');
    const open = new Sqlite(good);
    open.exec('update source set created_at = created_at + 1');
    for (const end of ['', '-wal', '.key']) copyFileSync(`${good}${end}`, `${path}${end}`);
    open.close();
    chmodSync(folder, 0o555);
    const ran = await runCli(['ls', '--database', path], { cwd: home, prefix: withoutOverride });
    chmodSync(folder, 0o755);
    expectFailure(ran, 1, 'catalogue.db-wal', /Copy both, and .*catalogue\.db\.key, to a folder of yours/);
  });

  test('a file that is no database', async () => {
    const path = join(home, 'letter.txt');
    writeFileSync(path, 'Dear library, '.repeat(100));
    await expectUntouched(path, ['sync'], /not a SQLite database/, /choose another/);
    await expectUntouched(path, ['ls'], /not a SQLite database/);
  });

  test('a folder instead of a file', async () => {
    mkdirSync(join(home, 'folder.db'));
    expectFailure(await run(['ls', '--database', join(home, 'folder.db')]), 1, 'folder.db', /not a file/);
  });

  test('a damaged database', async () => {
    const path = damaged('damaged.db', (bytes) => bytes.fill(0xa5, 4096));
    await expectUntouched(path, ['sync'], /damaged.*sign in again and sync/);
  });

  test('a database from a newer version', async () => {
    // The user version of the schema: 4 bytes at offset 60 of a SQLite file.
    const path = damaged('newer.db', (bytes) => {
      bytes.writeUInt32BE(9_999, 60);
      return bytes;
    });
    await expectUntouched(path, ['sync'], /newer/);
    await expectUntouched(path, ['ls'], /newer/);
  });

  test('a catalogue whose key is lost', async () => {
    const path = join(home, 'no-key.db');
    copyFileSync(good, path);
    const ran = await run(['sync', '--database', path]);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('mediafold link');
  });

  test('no catalogue at all', async () => {
    expectFailure(await run(['ls', '--database', join(home, 'none.db')]), 1, 'none.db', /Link a server first/);
    expect(existsSync(join(home, 'none.db'))).toBe(false);
  });

  test('without one of their own, people see the demo’s', async () => {
    mkdirSync(join(home, 'mediafold-demo'));
    copyFileSync(good, join(home, 'mediafold-demo', 'catalogue.db'));
    copyFileSync(`${good}.key`, join(home, 'mediafold-demo', 'catalogue.db.key'));
    const ran = await run(['sources']);
    expect(ran.stdout).toContain(mock.jellyfin.name);
    expect(ran.stderr).toContain('mediafold-demo');
    expectFailure(await run(['sync']), 1, /no catalogue/);
  });

  test('a listing that cannot be proven complete', async () => {
    const path = damaged('partial.db', (bytes) => bytes);
    mock.jellyfin.setTotalOffset(2);
    const ran = await run(['sync', '--database', path]);
    mock.jellyfin.setTotalOffset(0);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('300');
    expect(ran.stdout).toMatch(/Films \(movie\): .*server counts 302/);
    expect(await run(['sync', '--database', path])).toMatchObject({ code: 0 });
  });

  test('a server that does not take the sign-in any more', async () => {
    const path = damaged('revoked.db', (bytes) => bytes);
    mock.jellyfin.revokeTokens();
    const sync = await run(['sync', '--database', path]);
    expect(sync.code).toBe(4);
    expect(sync.stderr).toContain('mediafold link');
    const probe = await run(['probe', '--database', path]);
    expect(probe.code).toBe(4);
    expect(probe.stdout).toContain('unauthorized');
  });

  test.each([
    [['frobnicate'], 2, 'unknown command'],
    [['ls', '--frobnicate'], 2, 'unknown option'],
    [['ls', '--kind', 'spoon'], 2, 'Allowed choices'],
    [['ls', '--limit', 'few'], 2, 'whole number'],
    [['show', 'not-a-reference', '--database', good], 2, 'source:item'],
    [['sync', 'Nobody', '--database', good], 2, 'no source is called "Nobody"'],
    [['link', 'jellyfin', 'http://127.0.0.1', '--as', 'somebody'], 2, '--api-key-stdin'],
    [['link', 'plex', '--pin-stdin'], 2, '--profile'],
    [['link', 'plex', '--device-key', '--token-stdin'], 2, 'cannot be used with'],
    [['link', 'plex', '--strong', '--url', 'http://127.0.0.1'], 2, 'cannot be used with'],
    [['whoami', 'Nobody', '--database', good], 2, 'no source is called "Nobody"'],
    [['sign-out'], 2, 'missing required argument'],
    [['upgrade-credential', 'Nobody', '--yes', '--database', good], 2, 'no source is called "Nobody"'],
  ])('%j is wrong', async (args, code, says) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(says);
  });
});
