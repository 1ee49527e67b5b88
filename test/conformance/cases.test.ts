import { describe, expect, test } from 'vitest';
import type { MediaBackend } from '../../src/backends/media-backend.ts';
import { createMemoryBackend } from '../../src/backends/memory/memory-backend.ts';
import { itemId, libraryId, serverId, sourceId, userId } from '../../src/models/ids.ts';
import type { Item } from '../../src/models/item.ts';
import { mediaBackendCases } from '../../src/testing/conformance/cases.ts';
import { CannotTry, type ConformanceCase, type ConformanceHarness } from '../../src/testing/conformance/harness.ts';

const films: readonly Item[] = Array.from({ length: 300 }, (_, index) => ({
  completeness: 'full',
  externalIds: [],
  images: {},
  kind: 'movie',
  id: itemId(`m${index}`),
  libraryId: libraryId('films'),
  title: `Film ${index}`,
  runtimeMs: 5_400_000,
}));

function memory(items: readonly Item[] = films): MediaBackend {
  return createMemoryBackend({
    source: {
      id: sourceId('memory'),
      type: 'jellyfin',
      name: 'Memory',
      serverId: serverId('memory-server'),
      userId: userId('anyone'),
      deviceId: 'none',
    },
    libraries: [{ id: libraryId('films'), kind: 'movies', title: 'Films', itemKinds: ['movie'], items }],
  });
}

function harnessOf(backend: MediaBackend, more: Partial<ConformanceHarness> = {}): ConformanceHarness {
  return {
    open: async () => ({ backend, close: async () => undefined }),
    candidate: { uri: 'memory://here', kind: 'local', secure: true, origin: 'typed' },
    facets: ['watchState'],
    secrets: [],
    allowWrites: true,
    ...more,
  };
}

function caseOf(harness: ConformanceHarness, name: RegExp): ConformanceCase {
  const found = mediaBackendCases(harness).find((one) => name.test(one.name));
  if (found === undefined) throw new Error(`no case is called ${name}`);
  return found;
}

describe('limits', () => {
  const limited = (backend: MediaBackend): ConformanceHarness => harnessOf(backend, { limits: { rowsPerKind: 100 } });

  test('bound how far a case looks, and the case says so', async () => {
    const backend = memory();
    let rows = 0;
    const counting: MediaBackend = {
      ...backend,
      useConnection: backend.useConnection,
      listItems: async (library, options) => {
        const page = await backend.listItems(library, options);
        rows += page.items.length;
        return page;
      },
    };
    const one = caseOf(limited(counting), /^listings: the pages together/);
    await one.run();
    expect(one.bounds).toBe('the first 100 rows of each kind in each library');
    expect(rows).toBe(100);
    expect(caseOf(harnessOf(backend), /^listings: the pages together/).bounds).toBeUndefined();
  });

  test('do not hide a count that is too small', async () => {
    const backend: MediaBackend = { ...memory(), countItems: async () => 100 };
    await expect(caseOf(limited(backend), /^listings: the pages together/).run()).rejects.toThrow('differ');
  });

  test('a walk ends when the signal says so', async () => {
    const harness = harnessOf(memory(), { signal: AbortSignal.abort() });
    await expect(caseOf(harness, /same total/).run()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('what cannot be tried', () => {
  test('writes are left out unless they are allowed', () => {
    const { facets, ...rest } = harnessOf(memory(), { allowWrites: false });
    const skipped = mediaBackendCases({ ...rest, facets }).filter(({ skip }) => skip?.includes('writes'));
    expect(skipped.length).toBeGreaterThan(5);
    expect(mediaBackendCases(harnessOf(memory())).filter(({ skip }) => skip?.includes('writes'))).toEqual([]);
  });

  test('a waived case is skipped, with its reason', () => {
    const waive = { 'search: a film is found by its title, nonsense finds nothing': 'there is no search' };
    const waived = mediaBackendCases(harnessOf(memory()), { waive }).find((one) => one.waived !== undefined);
    expect(waived).toMatchObject({ waived: 'there is no search', skip: 'there is no search' });
  });

  test('an item that the server lacks is told apart from a failure', async () => {
    await expect(caseOf(harnessOf(memory()), /an album has tracks/).run()).rejects.toThrow(CannotTry);
    const touched = films.map((film) => ({ ...film, watch: { played: true, playCount: 1 } }));
    await expect(caseOf(harnessOf(memory(touched)), /marked watched/).run()).rejects.toThrow(/untouched/);
  });

  test('a facet that is expected and lost fails', async () => {
    const { watchState: _lost, ...backend } = memory();
    const harness = harnessOf(backend);
    await expect(caseOf(harness, /^facets/).run()).rejects.toThrow();
    await expect(caseOf(harness, /marked watched/).run()).rejects.not.toBeInstanceOf(CannotTry);
  });
});

describe('a write case that fails', () => {
  test('puts the item back, and names what it could not', async () => {
    const backend = memory();
    const { watchState } = backend;
    const setFavourite = watchState?.setFavourite;
    if (watchState === undefined || setFavourite === undefined) throw new Error('no favourites');
    const state = async () => (await backend.getItem(itemId('m0'))).watch;
    const failing = (broken: (favourite: boolean) => boolean): MediaBackend => ({
      ...backend,
      watchState: {
        ...watchState,
        setFavourite: async (id, favourite) => {
          if (favourite) await setFavourite(id, true);
          if (broken(favourite)) throw new Error('it broke');
          if (!favourite) await setFavourite(id, false);
        },
      },
    });
    await expect(caseOf(harnessOf(failing((on) => on)), /a favourite/).run()).rejects.toThrow('it broke');
    expect((await state())?.favourite).toBe(false);
    const lost = caseOf(harnessOf(failing((on) => !on)), /a favourite/).run();
    await expect(lost).rejects.toThrow('"Film 0" (item m0) could not be put back as it was, after: it broke');
    expect((await state())?.favourite).toBe(true);
  });
});
