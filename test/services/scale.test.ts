import { expect, test } from 'vitest';
import { startScript } from './processes/child.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

const count = 20_000;
const megabyte = 1_000_000;

test('20,000 items sync in one go, and memory does not grow with the number of pages', async () => {
  const server = await jellyfin(movies(count));
  const path = catalogueFile();
  const fold = await openAt(path);
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  await fold.close();

  // In a process of its own: the mock server's memory is not what is measured.
  const child = startScript('measure-sync.ts', [path, source.id, '1000'], ['--expose-gc']);
  const heap: number[] = [];
  let outcome = '';
  for await (const line of child.lines) {
    if (line.startsWith('heap ')) heap.push(Number(line.split(' ')[2]));
    else outcome = line;
  }
  await child.done();
  expect(outcome).toBe(`completed ${count}`);
  expect(heap.length).toBeGreaterThanOrEqual(15);

  const third = Math.floor(heap.length / 3);
  const most = (part: readonly number[]): number => Math.max(...part);
  const growth = most(heap.slice(-third)) - most(heap.slice(0, third));
  // Held on to, two thirds of the rows would be about 20 MB.
  expect(growth / megabyte).toBeLessThan(6);

  const reopened = await openAt(path);
  expect(await reopened.sources.list()).toMatchObject([{ items: count, lastSync: { status: 'completed' } }]);
});
