import { afterAll, afterEach, type RunnerTestSuite } from 'vitest';
import type { World } from '../../src/testing/catalogue/works.ts';
import { createWorld } from '../../src/testing/catalogue/world.ts';
import type { RequestLog } from '../../src/testing/http/request-log.ts';

/** Both mocks hold a part of this one. */
export const world: World = createWorld(23);

/** Everything the tests look at is in here: nine shows, so that one is sure to have specials. */
export const holdings = { movies: { from: 0, count: 40 }, shows: { from: 0, count: 9 } } as const;

/** An id of Plex or Jellyfin: digits with commas, or hexadecimal digits with or without dashes. */
const id = /^(?:\d+(?:,\d+)*|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** `GET /library/metadata/{}`: which routes were answered well, ids written as `{}`. Sorted, each one once. */
export function routesIn(...logs: readonly RequestLog[]): readonly string[] {
  const routes = new Set<string>();
  for (const { method, path, status = 0 } of logs.flatMap((log) => log.all())) {
    if (status < 200 || status > 399) continue;
    const plain = path
      .split('/')
      .map((part) => (id.test(part) ? '{}' : part))
      .join('/');
    routes.add(`${method} ${plain}`);
  }
  return [...routes].sort((a, b) => (a < b ? -1 : 1));
}

/**
 * What a client used in all is known when all tests of its file have run, in whatever order. Not when some were left out or
 * failed, which says enough by itself.
 */
export function whenAllHavePassed(look: () => void): void {
  let file: RunnerTestSuite | undefined;
  afterEach(({ task }) => {
    file = task.file;
  });
  afterAll(() => {
    if (file !== undefined && allPassed(file)) look();
  });
}

function allPassed({ tasks }: RunnerTestSuite): boolean {
  return tasks.every((task) => (task.type === 'suite' ? allPassed(task) : task.result?.state === 'pass'));
}

/** The first of a list that must have one. */
export function first<T>(list: readonly T[] | null | undefined): T {
  const [found] = list ?? [];
  if (found === undefined) throw new Error('the list is empty');
  return found;
}
