import assert from 'node:assert/strict';
import { libraryId } from '../../models/ids.ts';
import { itemKinds } from '../../models/item.ts';
import { rejectsWith } from './expect-code.ts';
import type { CaseBody } from './harness.ts';
import { walk } from './pages.ts';

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
    run: async (backend) => {
      for (const library of await backend.libraries()) {
        for (const kind of library.itemKinds) {
          const { items, rejected } = await walk(backend, library.id, kind, 100);
          const ids = new Set(items.map((item) => item.id));
          assert.equal(ids.size, items.length, `${library.title}: a ${kind} came twice`);
          const counted = await backend.countItems(library.id, { kind });
          assert.equal(items.length + rejected, counted, `${library.title}: ${kind} listed and counted differ`);
        }
      }
    },
  },
  {
    name: 'listings: the size of the pages changes neither rows nor order',
    run: async (backend) => {
      const library = (await backend.libraries()).find(({ itemKinds: kinds }) => kinds.length > 0);
      const kind = library?.itemKinds[0];
      assert.ok(library !== undefined && kind !== undefined, 'no library can be listed');
      const large = await walk(backend, library.id, kind, 500);
      const small = await walk(backend, library.id, kind, 7);
      assert.deepEqual(
        small.items.map((item) => item.id),
        large.items.map((item) => item.id),
      );
    },
  },
  {
    name: 'listings: every page says the same total',
    run: async (backend) => {
      for (const library of await backend.libraries()) {
        for (const kind of library.itemKinds) {
          const { totals } = await walk(backend, library.id, kind, 50);
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
      assert.ok(library !== undefined);
      await rejectsWith('unsupported', backend.listItems(library.id, { kind: 'track' }));
    },
  },
];
