import type { MovieWork } from '../../catalogue/works.ts';
import { noContent, Refusal } from '../answers.ts';
import { type Body, readBody } from '../body.ts';
import { seenItem } from '../found-item.ts';
import { administrator, type Handler, type Route, type SignedInCall } from '../router.ts';

/** Metadata edited by hand: for administrators, and on this server for films only. */
export const editRoutes: readonly Route[] = [administrator('POST', '/Items/:itemId', (call) => editItem(call))];

const editItem: Handler<SignedInCall> = async (call) => {
  const { server, account, path } = call;
  const item = seenItem(server, account, path.itemId);
  const body = await readBody(call);
  if (item.kind !== 'movie') throw new Refusal({ status: 501, text: 'The mock edits films only.' });
  server.library.editMovie(item.work.index, changesIn(body));
  return noContent;
};

/** What the body does not name stays as it was. */
function changesIn(body: Body): Partial<MovieWork> {
  const [rating, year, genres] = [body.value('CommunityRating'), body.int('ProductionYear'), body.value('Genres')];
  const sortTitle = body.text('ForcedSortName');
  const day = body.text('PremiereDate')?.slice(0, 10);
  return {
    ...text('title', body.text('Name')),
    ...text('overview', body.text('Overview')),
    ...text('contentRating', body.text('OfficialRating')),
    ...text('releaseDate', day),
    ...(sortTitle === undefined ? {} : { sortTitle: sortTitle.toLowerCase(), givenSortTitle: sortTitle }),
    ...(typeof rating === 'number' ? { rating } : {}),
    ...(year === undefined ? {} : { year }),
    ...(Array.isArray(genres) ? { genres: genres.map(String) } : {}),
  };
}

function text<K extends keyof MovieWork>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
