import type { Answer } from '../answers.ts';
import { json } from '../answers.ts';
import { artistHandles, describedBelow, type NamedKind, namedRow, namesBelow, peopleOf } from '../by-name.ts';
import { pageOf, rowsFor, take } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { rowOptions } from '../row-options.ts';

/** Genres, studios, people, years and artists: no items of a library, but listed like them. */
export const nameRoutes: readonly Route[] = [
  signedIn('GET', '/Genres', (call) => listNames(call, 'Genre')),
  signedIn('GET', '/Studios', (call) => listNames(call, 'Studio')),
  signedIn('GET', '/Years', (call) => listYears(call)),
  signedIn('GET', '/Persons', (call) => listPeople(call)),
  signedIn('GET', '/Artists', (call) => listArtists(call, 'tracks')),
  signedIn('GET', '/Artists/AlbumArtists', (call) => listArtists(call, 'albums')),
  signedIn('GET', '/Items/Filters', (call) => filters(call)),
  signedIn('GET', '/Items/Filters2', (call) => filters2(call)),
];

interface Listed {
  readonly names: readonly string[];
  readonly kind: NamedKind;
  readonly total: number;
}

function page({ server, query, account }: SignedInCall, { names, kind, total }: Listed): Answer {
  const { start, limit } = pageOf(query, server);
  const Items = take(names, start, limit).map((name) => namedRow(server, account, kind, name));
  return json({ Items, TotalRecordCount: total, StartIndex: start });
}

/** 10.11 counts only when a limit is given (seen). */
function totalOf({ server, query }: SignedInCall, all: number): number {
  return server.traits.totalWithoutLimit || query.int('limit') !== undefined ? all : 0;
}

function listNames(call: SignedInCall, kind: 'Genre' | 'Studio'): Answer {
  const names = namesBelow(call.server, kind, describedBelow(call.server, call.account, call.query));
  return page(call, { names, kind, total: totalOf(call, names.length) });
}

/** The total counts items, not years, since 10.11 (recorded). */
const listYears: Handler<SignedInCall> = (call) => {
  const below = describedBelow(call.server, call.account, call.query);
  const names = namesBelow(call.server, 'Year', below);
  return page(call, { names, kind: 'Year', total: call.server.traits.yearsCountItems ? below.length : names.length });
};

const listPeople: Handler<SignedInCall> = (call) => {
  const names = peopleOf(call.server, call.account);
  const { start, limit } = pageOf(call.query, call.server);
  const returned = take(names, start, limit).length;
  return page(call, {
    names,
    kind: 'Person',
    total: call.server.traits.totalOfPeople === 'all' ? names.length : returned,
  });
};

function listArtists(call: SignedInCall, whose: 'tracks' | 'albums'): Answer {
  const { server, query, account } = call;
  const found = artistHandles(server.library, whose);
  const { start, limit } = pageOf(query, server);
  return json({
    Items: rowsFor(server, account, take(found, start, limit), rowOptions(query)),
    TotalRecordCount: totalOf(call, found.length),
    StartIndex: start,
  });
}

const filters: Handler<SignedInCall> = ({ server, query, account }) => {
  const below = describedBelow(server, account, query);
  return json({
    Genres: namesBelow(server, 'Genre', below),
    Tags: [],
    OfficialRatings: namesBelow(server, 'Rating', below),
    Years: namesBelow(server, 'Year', below)
      .map(Number)
      .sort((a, b) => a - b),
  });
};

const filters2: Handler<SignedInCall> = ({ server, query, account }) => {
  const genres = namesBelow(server, 'Genre', describedBelow(server, account, query));
  return json({
    Genres: genres.map((name) => ({ Name: name, Id: namedRow(server, undefined, 'Genre', name).Id })),
    Tags: [],
    ...(server.traits.languageFilters ? { AudioLanguages: [], SubtitleLanguages: [] } : {}),
  });
};
