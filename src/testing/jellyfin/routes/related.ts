import { json, problem, Refusal } from '../answers.ts';
import { factsOf } from '../facts.ts';
import { seenItem } from '../found-item.ts';
import { addressOf, type Handle, handleOf, type ItemKind } from '../item-ids.ts';
import { rootScope } from '../listing.ts';
import { pageAnswer, rowsFor } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { everything, rowOptions } from '../row-options.ts';
import { handlesIn } from '../scope.ts';
import type { VersionTraits } from '../version-traits.ts';
import { ticks } from '../wire-values.ts';

/** What belongs to one item, or is like it. */
export function relatedRoutes({ collectionsOfItems, userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...extrasBelow('/Users/:userId/Items/:itemId'),
    ...(userlessRoutes ? [...extrasBelow('/Items/:itemId'), ...since109] : []),
    signedIn('GET', '/Items/:itemId/Similar', similar),
    signedIn('GET', '/Items/:itemId/ThemeMedia', themes),
    signedIn('GET', '/Videos/:itemId/AdditionalParts', nothing),
    signedIn('GET', '/Items/:itemId/InstantMix', instantMix),
    ...(collectionsOfItems ? [signedIn('GET', '/Items/:itemId/Collections', collections)] : []),
  ];
}

const extrasBelow = (path: string): readonly Route[] => [
  signedIn('GET', `${path}/SpecialFeatures`, (call) => bareList(call, [])),
  signedIn('GET', `${path}/LocalTrailers`, (call) => trailers(call)),
  signedIn('GET', `${path}/Intros`, (call) => nothing(call)),
];

const since109: readonly Route[] = [
  signedIn('GET', '/MediaSegments/:itemId', (call) => nothing(call)),
  signedIn('GET', '/Audio/:itemId/Lyrics', (call) => lyrics(call)),
];

const empty = { Items: [], TotalRecordCount: 0, StartIndex: 0 } as const;

const nothing: Handler<SignedInCall> = ({ server, account, path }) => {
  seenItem(server, account, path.itemId);
  return json(empty);
};

/** Rows with every field, without a total (recorded). */
function bareList({ server, account, path }: SignedInCall, handles: readonly Handle[]): ReturnType<typeof json> {
  seenItem(server, account, path.itemId);
  return json(rowsFor(server, account, handles, everything));
}

const trailers: Handler<SignedInCall> = (call) => {
  const item = seenItem(call.server, call.account, call.path.itemId);
  const own = item.kind === 'movie' ? (item.work.trailers ?? []) : [];
  return bareList(
    call,
    own.map((_, at) => handleOf('trailer', addressOf(item.handle).index, 0, at)),
  );
};

/** More would take seconds in a library of a million, and find nothing better. */
const lookedAt = 5000;

/** Of one kind and with a genre in common, those that share the most first. */
const similar: Handler<SignedInCall> = ({ server, query, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  const { library, traits } = server;
  const genres = new Set(factsOf(item).genres);
  const { kind } = addressOf(item.handle);
  const shared = (handle: Handle): number => {
    const other = library.item(handle);
    return other === undefined || handle === item.handle
      ? 0
      : factsOf(other).genres.filter((genre) => genres.has(genre)).length;
  };
  const candidates = handlesIn(library, rootScope(server, account, new Set<ItemKind>([kind]))).subarray(0, lookedAt);
  const ranked = [...candidates]
    .map((handle) => ({ handle, rank: shared(handle) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ handle }) => handle)
    .slice(0, traits.similarLimited ? (query.int('limit') ?? 12) : 6);
  const options = rowOptions(query);
  const fields = traits.providerIdsOfSimilar ? new Set([...query.names('fields'), 'providerids']) : options.fields;
  return json({
    Items: rowsFor(server, account, ranked, { ...options, fields }),
    TotalRecordCount: ranked.length,
    StartIndex: 0,
  });
};

const themes: Handler<SignedInCall> = ({ server, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  const none = { OwnerId: server.ids.idOf(item.handle), ...empty };
  return json({
    ThemeVideosResult: none,
    ThemeSongsResult: none,
    SoundtrackSongsResult: { ...none, OwnerId: '0'.repeat(32) },
  });
};

/** The track itself first, then whatever else there is. */
const instantMix: Handler<SignedInCall> = ({ server, query, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  const all = [...handlesIn(server.library, rootScope(server, account, new Set<ItemKind>(['track'])))];
  const rows = [...all.filter((handle) => handle === item.handle), ...all.filter((handle) => handle !== item.handle)];
  // 10.10 counts the one that it begins with twice (recorded).
  const total = rows.length + (server.traits.mixCountsSeedTwice ? 1 : 0);
  return pageAnswer({ server, query, account, rows, total });
};

/** @throws {Refusal} 404 problem when there are none */
const lyrics: Handler<SignedInCall> = ({ server, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  if (item.kind !== 'track' || item.work.lyrics.length === 0) throw new Refusal(problem(404));
  const cues = server.traits.emptyValuesWritten ? { Cues: [] } : {};
  return json({
    Metadata: {},
    Lyrics: item.work.lyrics.map(({ text, startMs }) => ({ Text: text, Start: ticks(startMs), ...cues })),
  });
};

/** Box sets that hold the film. */
const collections: Handler<SignedInCall> = ({ server, query, account, path }) => {
  const { kind, index } = addressOf(seenItem(server, account, path.itemId).handle);
  const rows = server.library.shelved.collections
    .filter(({ movies }) => kind === 'movie' && movies.includes(index))
    .map((each) => handleOf('boxset', each.index));
  return pageAnswer({ server, query, account, rows, total: rows.length });
};
