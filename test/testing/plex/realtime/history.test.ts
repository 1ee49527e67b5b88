import { describe, expect, it } from 'vitest';
import type { Answer } from '../harness.ts';
import { type Stage, stage, timeline } from './stage.ts';

describe('the history', () => {
  async function watched(): Promise<Stage> {
    const set = await stage();
    await timeline(set, 'playing', 5_900_000);
    await set.clock.advance(60_000);
    const key = set.server.ratingKeys.episode(0, 1, 1);
    await set.ask(`/:/scrobble?key=${key}&identifier=com.plexapp.plugins.library`, { token: set.guestToken });
    return set;
  }

  const keysOf = (answer: Answer): readonly unknown[] =>
    answer.json
      .at('MediaContainer', 'Metadata')
      .list()
      .map((row) => row.at('ratingKey').value);

  it('has every finished play, the newest first', async () => {
    const set = await watched();
    const { json } = await set.ask('/status/sessions/history/all');
    expect(json.at('MediaContainer').value).toMatchObject({
      size: 2,
      Metadata: [
        {
          historyKey: '/status/sessions/history/2',
          type: 'episode',
          librarySectionID: '2',
          viewedAt: set.clock.now() / 1000,
          accountID: expect.any(Number),
          grandparentTitle: expect.any(String),
        },
        { historyKey: '/status/sessions/history/1', type: 'movie', librarySectionID: '1', accountID: 1, deviceID: 1 },
      ],
    });
  });

  it('is filtered, sorted and cut into pages', async () => {
    const set = await watched();
    const movie = set.server.ratingKeys.movie(1);
    const episode = set.server.ratingKeys.episode(0, 1, 1);
    const asked = async (query: string): Promise<readonly unknown[]> =>
      keysOf(await set.ask(`/status/sessions/history/all?${query}`));
    expect(await asked('accountID=1')).toEqual([movie]);
    expect(await asked('librarySectionID=2')).toEqual([episode]);
    expect(await asked(`metadataItemID=${movie}`)).toEqual([movie]);
    expect(await asked(`viewedAt>=${set.clock.now() / 1000}`)).toEqual([episode]);
    expect(await asked('sort=viewedAt:asc')).toEqual([movie, episode]);
    expect(await asked('X-Plex-Container-Start=1&X-Plex-Container-Size=1')).toEqual([movie]);
  });

  it('shows the others only themselves, and outlives its items', async () => {
    const set = await watched();
    const own = await set.ask('/status/sessions/history/all', { token: set.guestToken });
    expect(keysOf(own)).toEqual([set.server.ratingKeys.episode(0, 1, 1)]);
    set.server.removeMovie(1);
    const { json } = await set.ask('/status/sessions/history/all?accountID=1');
    const [row] = json.at('MediaContainer', 'Metadata').list();
    expect([row?.at('historyKey').value, row?.at('title').value]).toEqual(['/status/sessions/history/1', undefined]);
    expect(json.at('MediaContainer', 'size').value).toBe(1);
  });
});
