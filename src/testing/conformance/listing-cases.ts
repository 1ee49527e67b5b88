import assert from 'node:assert/strict';
import { libraryId } from '../../models/ids.ts';
import { itemKinds } from '../../models/item.ts';
import { rejectsWith } from './expect-code.ts';
import { CannotTry, type CaseBody } from './harness.ts';
import { walk, withinLimits } from './pages.ts';

export const listingCases: readonly CaseBody[] = [
  {
    name: 'libraries: each has an id of its own, a title, and kinds that are known',
    run: async (backend) => {
      const libraries = await backend.libraries();
      assert.ok(libraries.length > 0, 'the server under test shows no library');
      assert.equal(new Set(libraries.map((library) => library.id)).size, libraries.length);
      for (const library of libraries) {
        assert.notEqual(library.title.trim(), '');
        for (const kind of library.itemKinds) assert.ok(itemKinds.includes(kind), `unknown kind ${kind}`);
      }
    },
  },
  {
    name: 'listings: the pages together are the whole, every row once, as many as were counted',
    walks: true,
    run: async (backend, harness) => {
      for (const library of await backend.libraries()) {
        for (const kind of library.itemKinds) {
          const options = { kind, limit: 100, ...withinLimits(harness) };
          const { items, rejected, complete } = await walk(backend, library.id, options);
          const ids = new Set(items.map((item) => item.id));
          assert.equal(ids.size, items.length, `${library.title}: a ${kind} came twice`);
          const counted = await backend.countItems(library.id, { kind });
          const differ = `${library.title}: ${kind} listed and counted differ`;
          if (complete) assert.equal(items.length + rejected, counted, differ);
          else assert.ok(items.length + rejected < counted, differ);
        }
      }
    },
  },
  {
    name: 'listings: the size of the pages changes neither rows nor order',
    walks: true,
    run: async (backend, harness) => {
      const library = (await backend.libraries()).find(({ itemKinds: kinds }) => kinds.length > 0);
      const kind = library?.itemKinds[0];
      if (library === undefined || kind === undefined) throw new CannotTry('the server has no library to list');
      const bounds = withinLimits(harness);
      const large = await walk(backend, library.id, { kind, limit: 500, ...bounds });
      const small = await walk(backend, library.id, { kind, limit: 7, ...bounds });
      // Within limits the larger pages end further on.
      const same = small.complete ? large.items.length : small.items.length;
      assert.deepEqual(
        small.items.map((item) => item.id),
        large.items.slice(0, same).map((item) => item.id),
      );
    },
  },
  {
    name: 'listings: every page says the same total',
    walks: true,
    run: async (backend, harness) => {
      for (const library of await backend.libraries()) {
        for (const kind of library.itemKinds) {
          const { totals } = await walk(backend, library.id, { kind, limit: 50, ...withinLimits(harness) });
          assert.equal(
            new Set(totals).size,
            1,
            `${library.title}: totals of ${kind} are ${[...new Set(totals)].join()}`,
          );
        }
      }
    },
  },
  {
    name: 'listings: rows are brief, of the kind that was asked for, and name their library',
    run: async (backend) => {
      for (const library of await backend.libraries()) {
        for (const kind of library.itemKinds) {
          const { items } = await backend.listItems(library.id, { kind, limit: 20 });
          for (const item of items) {
            assert.equal(item.kind, kind);
            assert.equal(item.completeness, 'brief');
            assert.equal(item.libraryId, library.id);
            assert.equal(item.versions, undefined, 'a brief row must not claim to know its files');
            assert.ok(item.runtimeMs === undefined || item.runtimeMs > 999, 'a run time in milliseconds');
            for (const { value } of item.externalIds) assert.notEqual(value, '');
          }
        }
      }
    },
  },
  {
    name: 'listings: a library that is not there is not found',
    run: (backend) =>
      rejectsWith('not-found', backend.listItems(libraryId('00000000000000000000000000000009'), { kind: 'movie' })),
  },
  {
    name: 'listings: a kind that the library cannot hold is unsupported',
    run: async (backend) => {
      const library = (await backend.libraries()).find(({ itemKinds: kinds }) => !kinds.includes('track'));
      if (library === undefined) throw new CannotTry('every library of the server can hold tracks');
      await rejectsWith('unsupported', backend.listItems(library.id, { kind: 'track' }));
    },
  },
];
