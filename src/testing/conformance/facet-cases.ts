import assert from 'node:assert/strict';
import type { CaseBody } from './harness.ts';
import { findOne } from './pages.ts';

export const facetCases: readonly CaseBody[] = [
  {
    name: 'facets: what is expected is there, what is not expected is absent',
    run: async (backend, { facets }) => {
      const there = (['discovery', 'search', 'images', 'watchState'] as const).filter(
        (name) => backend[name] !== undefined,
      );
      assert.deepEqual(new Set(there), new Set(facets));
    },
  },
  {
    name: 'discovery: names addresses of this server, without credentials',
    needs: 'discovery',
    run: async ({ discovery }) => {
      assert.ok(discovery !== undefined);
      for (const { uri } of await discovery.candidates()) {
        assert.equal(new URL(uri).search, '');
        assert.doesNotMatch(uri, /\/$/);
      }
    },
  },
  {
    name: 'search: a film is found by its title, nonsense finds nothing',
    needs: 'search',
    run: async (backend, harness) => {
      assert.ok(backend.search !== undefined);
      const movie = await findOne(backend, harness, 'movie', ({ title }) => /^[A-Za-z ]{6,}$/.test(title));
      const { items } = await backend.search.search(movie.title);
      assert.ok(
        items.some((item) => item.id === movie.id),
        `"${movie.title}" was not found`,
      );
      assert.deepEqual((await backend.search.search('qzxjqzxjqzxj')).items, []);
    },
  },
  {
    name: 'images: a poster can be loaded at once; a picture that is not there has no URL',
    needs: 'images',
    run: async (backend, harness) => {
      assert.ok(backend.images !== undefined);
      const movie = await findOne(backend, harness, 'movie', ({ images }) => images.poster !== undefined);
      const url = backend.images.url(movie.images, 'poster', { width: 200, height: 300 });
      assert.ok(url !== undefined);
      const answer = await fetch(url);
      await answer.arrayBuffer();
      assert.equal(answer.status, 200);
      assert.equal(backend.images.url({}, 'poster', { width: 200, height: 300 }), undefined);
    },
  },
];
