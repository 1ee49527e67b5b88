import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { thisProcess } from '../../src/db/repositories/sync-runs.ts';
import type { Clock } from '../../src/models/clock.ts';
import { failure, films, home, open, openWithSource, temporaryFolder } from './support.ts';

/** Stands still until it is set. */
function clockAt(start: number): Clock & { time: number } {
  return {
    time: start,
    now() {
      return this.time;
    },
    sleep: async () => undefined,
  };
}

const elsewhere = { host: 'another machine', pid: 1, name: 'a' };
const hour = 3_600_000;

test('a run that was not finished is gone on with for six hours', async () => {
  const clock = clockAt(1_000_000);
  const { runs } = await openWithSource({ clock });
  const { runId } = await runs.beginRun(home);
  for (const status of ['failed', 'cancelled'] as const) {
    await runs.finishRun(runId, status, 'why');
    expect(await runs.newestRun(home)).toMatchObject({ runId, status, message: 'why' });
    expect(await runs.beginRun(home)).toMatchObject({ runId });
    expect(await runs.newestRun(home)).toMatchObject({ status: 'running' });
    expect(await runs.newestRun(home)).not.toHaveProperty('message');
  }
  clock.time += 6 * hour;
  expect((await runs.beginRun(home)).runId).toBeGreaterThan(runId);
});

test.each(['completed', 'partial'] as const)('after a %s run a new one begins', async (status) => {
  const clock = clockAt(5);
  const { runs } = await openWithSource({ clock });
  const { runId } = await runs.beginRun(home);
  expect(await runs.lastSync(home)).toBeUndefined();
  clock.time = 9;
  await runs.finishRun(runId, status, undefined, { seen: 3, requests: 2 });
  expect(await runs.newestRun(home)).toMatchObject({ startedAt: 5, finishedAt: 9, seen: 3, requests: 2, added: 0 });
  expect((await runs.beginRun(home)).runId).toBeGreaterThan(runId);
  expect(await runs.lastSync(home)).toEqual({ finishedAt: 9, status });
});

test('another process keeps out while the heart of the run beats', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const clock = clockAt(1_000_000);
  const first = await openWithSource({ path, clock, owner: elsewhere });
  const second = await open({ path, clock });
  const { runId } = await first.runs.beginRun(home);
  expect(await failure(second.runs.beginRun(home))).toMatchObject({ code: 'busy', sourceId: home });
  clock.time += 20_000;
  await first.runs.heartbeat(runId);
  clock.time += 20_000;
  expect(await failure(second.runs.beginRun(home))).toMatchObject({ code: 'busy' });
  // The same owner may go on with its own.
  expect(await first.runs.beginRun(home)).toMatchObject({ runId });
  clock.time += 30_000;
  expect(await second.runs.beginRun(home)).toMatchObject({ runId });
});

test('a page is a heartbeat', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const clock = clockAt(1_000_000);
  const { runs, listings, pages } = await openWithSource({ path, clock, owner: elsewhere });
  const { runId } = await runs.beginRun(home);
  const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;
  const position = await listings.beginListing(runId, key, { again: false });
  clock.time += 29_000;
  await pages.writePage(runId, position, { items: [], rejected: [] });
  clock.time += 29_000;
  const second = await open({ path, clock });
  expect(await failure(second.runs.beginRun(home))).toMatchObject({ code: 'busy' });
});

test('a live process of this machine is waited for', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const parent = { ...thisProcess(), pid: process.ppid };
  const first = await openWithSource({ path, owner: parent });
  await first.runs.beginRun(home);
  const second = await open({ path });
  expect(await failure(second.runs.beginRun(home))).toMatchObject({ code: 'busy' });
});

test('a process that was killed while it wrote left whole pages, and the next one goes on at once', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  await (await openWithSource({ path })).close();
  const program = fileURLToPath(new URL('write-for-ever.ts', import.meta.url));
  const writer = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let pages = 0;
  for await (const chunk of writer.stdout) {
    pages += String(chunk).length;
    if (pages >= 5) break;
  }
  writer.kill('SIGKILL');
  await once(writer, 'exit');

  const catalogue = await open({ path });
  const { runId, resumed } = await catalogue.runs.beginRun(home);
  expect(resumed).toBe(true);
  const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;
  const position = await catalogue.listings.beginListing(runId, key, { again: false });
  const written = Number(position.cursor);
  expect(written).toBeGreaterThanOrEqual(5);
  expect(await catalogue.items.countItems(home)).toBe(written * 300);
  expect(await catalogue.listings.evidence(position)).toMatchObject({ seen: written * 300 });
  const { kysely } = catalogue.database;
  for (const table of ['external_id', 'watch_state', 'item_seen'] as const) {
    const count = kysely.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count'));
    expect(await count.executeTakeFirst()).toEqual({ count: written * 300 });
  }
  expect(await catalogue.database.sqlite.pragma('integrity_check')).toBe('ok');
});
