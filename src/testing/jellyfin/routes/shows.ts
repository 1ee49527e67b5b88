import { type Answer, Refusal, sentence } from '../answers.ts';
import { anyItem, guidOf, maySee } from '../found-item.ts';
import { handleOf } from '../item-ids.ts';
import type { SeriesItem } from '../items.ts';
import { nextUp } from '../next-up.ts';
import { pageAnswer } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';

export const showRoutes: readonly Route[] = [
  signedIn('GET', '/Shows/NextUp', (call) => {
    const { server, query, account } = call;
    const series = query.guid('seriesId');
    const rows = account === undefined ? [] : nextUp({ server, account, query, series });
    return pageAnswer({ server, query, account, rows, total: rows.length });
  }),
  signedIn('GET', '/Shows/:seriesId/Seasons', (call) => listSeasons(call)),
  signedIn('GET', '/Shows/:seriesId/Episodes', (call) => listEpisodes(call)),
];

const listSeasons: Handler<SignedInCall> = (call) => {
  const { server, query } = call;
  const series = seriesOf(call);
  const specials = query.flag('isSpecialSeason');
  const rows = server.library
    .seasons(series.work.index)
    .filter(({ season }) => specials === undefined || (season === 0) === specials)
    .map(({ handle }) => handle);
  return answer(call, rows);
};

/** Hides missing episodes, unless the caller is a key or asks for them (10.9 and later). */
const listEpisodes: Handler<SignedInCall> = (call) => {
  const { server, query, caller } = call;
  const series = seriesOf(call);
  const seasonId = query.guid('seasonId');
  const missing = query.flag('isMissing');
  const rows = server.library
    .episodes(series.work.index, query.int('season'))
    .filter(({ work }) => {
      if (seasonId === undefined) return true;
      return server.ids.idOf(handleOf('season', work.show.index, work.season)) === seasonId;
    })
    .filter(({ virtual }) => (missing === undefined ? caller.kind === 'key' || !virtual : virtual === missing))
    .map(({ handle }) => handle);
  const start = query.guid('startItemId');
  const from = start === undefined ? 0 : rows.findIndex((handle) => server.ids.idOf(handle) === start);
  return answer(call, from < 0 ? [] : rows.slice(from));
};

function answer({ server, query, account }: SignedInCall, rows: readonly number[]): Answer {
  return pageAnswer({ server, query, account, rows, total: rows.length });
}

/** @throws {Refusal} 404 with the sentence that the server writes (seen) */
function seriesOf({ server, path, account }: SignedInCall): SeriesItem {
  const item = anyItem(server, guidOf('seriesId', path.seriesId));
  if (item?.kind === 'series' && maySee(server, account, item.handle)) return item;
  throw new Refusal(sentence(404, 'Series not found'));
}
