import assert from 'node:assert/strict';
import { itemId } from '../../models/ids.ts';
import { rejection, rejectsWith } from './expect-code.ts';
import type { CaseBody } from './harness.ts';
import { findOne } from './pages.ts';

/** An id that has the form of either vendor's, and that no server gives. */
const nobody = itemId('00000000000000000000000000000000');

export const itemCases: readonly CaseBody[] = [
  {
    name: 'items: a film in full agrees with its brief row, and knows people and files',
    run: async (backend) => {
      const row = await findOne(backend, 'movie');
      const full = await backend.getItem(row.id);
      assert.equal(full.completeness, 'full');
      assert.equal(full.kind, 'movie');
      assert.equal(full.id, row.id);
      assert.equal(full.title, row.title);
      assert.equal(full.year, row.year);
      const known = new Set(full.externalIds.map(({ provider, value }) => `${provider}:${value}`));
      for (const { provider, value } of row.externalIds) assert.ok(known.has(`${provider}:${value}`), provider);
      assert.ok(full.people !== undefined, 'people are part of the full item');
      const parts = full.versions?.flatMap((version) => version.parts) ?? [];
      assert.ok(parts.length > 0, 'a film has at least one file');
      for (const { path = '' } of parts) assert.doesNotMatch(path, /token|api_?key/i);
    },
  },
  {
    name: 'items: an id that is not there is not found, and the message names it',
    run: async (backend) => {
      const error = await rejection('not-found', backend.getItem(nobody));
      assert.ok(error.message.includes(nobody), error.message);
    },
  },
  {
    name: 'children: a show has seasons, a season has episodes, both with numbers and a way back',
    run: async (backend) => {
      const show = await findOne(backend, 'show');
      const seasons = (await backend.children(show.id)).items;
      assert.ok(seasons.length > 0, 'the show has no season');
      for (const season of seasons) {
        assert.equal(season.kind, 'season');
        if (season.kind === 'season') assert.equal(season.showId, show.id);
      }
      const first = seasons[0];
      assert.ok(first?.kind === 'season' && first.seasonNumber !== undefined);
      const episodes = (await backend.children(first.id)).items;
      assert.ok(episodes.length > 0, 'the season has no episode');
      for (const episode of episodes) {
        assert.equal(episode.kind, 'episode');
        if (episode.kind !== 'episode') continue;
        assert.equal(episode.showId, show.id);
        assert.equal(episode.seasonNumber, first.seasonNumber);
        assert.ok(episode.episodeNumber !== undefined);
      }
    },
  },
  {
    name: 'children: pages together are the whole',
    run: async (backend) => {
      const show = await findOne(backend, 'show');
      const whole = (await backend.children(show.id, { limit: 500 })).items.map((item) => item.id);
      const paged: string[] = [];
      let page = await backend.children(show.id, { limit: 1 });
      for (;;) {
        paged.push(...page.items.map((item) => item.id));
        if (page.next === undefined || paged.length > whole.length) break;
        page = await backend.children(show.id, { limit: 1, cursor: page.next });
      }
      assert.deepEqual(paged, whole);
    },
  },
  {
    name: 'children: a film has nothing below it',
    run: async (backend) => {
      const movie = await findOne(backend, 'movie');
      const { items, rejected } = await backend.children(movie.id);
      assert.deepEqual([items.length, rejected.length], [0, 0]);
    },
  },
  {
    name: 'children: of an id that is not there is not found',
    run: (backend) => rejectsWith('not-found', backend.children(nobody)),
  },
];
