import assert from 'node:assert/strict';
import { rejection, rejectsWith } from './expect-code.ts';
import type { CaseBody } from './harness.ts';
import { findOne } from './pages.ts';
import { nobody } from './strange-ids.ts';

export const itemCases: readonly CaseBody[] = [
  {
    name: 'items: a film in full agrees with its brief row, and knows people and files',
    run: async (backend, harness) => {
      const row = await findOne(backend, harness, 'movie');
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
    run: async (backend, harness) => {
      const show = await findOne(backend, harness, 'show');
      const seasons = (await backend.children(show.id)).items;
      assert.ok(seasons.length > 0, 'the show has no season');
      for (const season of seasons) {
        assert.equal(season.kind, 'season');
        if (season.kind === 'season') assert.equal(season.showId, show.id);
      }
      const first = seasons.find((season) => season.kind === 'season' && season.seasonNumber !== undefined);
      assert.ok(first?.kind === 'season' && first.seasonNumber !== undefined, 'no season has a number');
      const episodes = (await backend.children(first.id)).items;
      assert.ok(episodes.length > 0, 'the season has no episode');
      for (const episode of episodes) {
        assert.equal(episode.kind, 'episode');
        if (episode.kind !== 'episode') continue;
        assert.equal(episode.showId, show.id);
        // Specials may stand among the episodes of the season in which they were shown.
        if (episode.seasonNumber !== 0) assert.equal(episode.seasonNumber, first.seasonNumber);
      }
      const numbered = episodes.filter((one) => one.kind === 'episode' && one.episodeNumber !== undefined);
      assert.ok(
        numbered.some((one) => one.kind === 'episode' && one.seasonNumber === first.seasonNumber),
        'no episode has a number',
      );
    },
  },
  {
    name: 'children: an album has tracks, with numbers and a way back',
    run: async (backend, harness) => {
      const album = await findOne(backend, harness, 'album');
      const tracks = (await backend.children(album.id)).items;
      assert.ok(tracks.length > 0, 'the album has no track');
      for (const track of tracks) {
        assert.equal(track.kind, 'track');
        if (track.kind === 'track') assert.equal(track.albumId, album.id);
      }
      assert.ok(
        tracks.some((track) => track.kind === 'track' && track.trackNumber !== undefined),
        'no track has a number',
      );
    },
  },
  {
    name: 'children: pages together are the whole',
    run: async (backend, harness) => {
      const show = await findOne(backend, harness, 'show');
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
    run: async (backend, harness) => {
      const movie = await findOne(backend, harness, 'movie');
      const { items, rejected } = await backend.children(movie.id);
      assert.deepEqual([items.length, rejected.length], [0, 0]);
    },
  },
  {
    name: 'children: of an id that is not there is not found',
    run: (backend) => rejectsWith('not-found', backend.children(nobody)),
  },
];
