import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cursor, cursor, type Page } from '../../src/models/page.ts';
import { prefetchedPages } from '../../src/services/sync/prefetch.ts';

function pagesOf(rows: readonly number[], size: number, onFetch: (start: number) => void = () => undefined) {
  return async (at: Cursor | undefined): Promise<Page<number>> => {
    const start = Number(at ?? 0);
    onFetch(start);
    const end = start + size;
    return { items: rows.slice(start, end), rejected: [], ...(end < rows.length ? { next: cursor(String(end)) } : {}) };
  };
}

describe('pages fetched ahead', () => {
  test('are the same rows in the same order, wherever it starts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 3 }),
        async (rows, size, skip) => {
          const from = Math.min(skip * size, rows.length);
          const got: number[] = [];
          for await (const page of prefetchedPages(
            pagesOf(rows, size),
            from === 0 ? undefined : cursor(String(from)),
          )) {
            got.push(...page.items);
          }
          expect(got).toEqual(rows.slice(from));
        },
      ),
    );
  });

  test('stay one ahead, not more', async () => {
    const fetched: number[] = [];
    const pages = prefetchedPages(
      pagesOf([1, 2, 3, 4, 5, 6], 1, (start) => fetched.push(start)),
      undefined,
    );
    await pages.next();
    expect(fetched).toEqual([0, 1]);
    await pages.next();
    expect(fetched).toEqual([0, 1, 2]);
    await pages.return();
    expect(fetched).toEqual([0, 1, 2]);
  });

  test('a failure reaches the caller after the pages before it', async () => {
    const failing = async (at: Cursor | undefined): Promise<Page<number>> => {
      if (at !== undefined) throw new Error('the second page fails');
      return { items: [1], rejected: [], next: cursor('1') };
    };
    const got: number[] = [];
    const walk = async (): Promise<void> => {
      for await (const { items } of prefetchedPages(failing, undefined)) got.push(...items);
    };
    await expect(walk()).rejects.toThrow('the second page fails');
    expect(got).toEqual([1]);
  });
});
