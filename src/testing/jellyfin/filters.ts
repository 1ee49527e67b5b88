import { failed, Refusal } from './answers.ts';
import { factsOf } from './facts.ts';
import { type Handle, handleOf, type ItemIds } from './item-ids.ts';
import { type Item, isFolder, mediaTypeOf, nameOf } from './items.ts';
import type { Library } from './library.ts';
import type { Query } from './query.ts';
import { sortName } from './sort-keys.ts';
import type { UserRow } from './user-state.ts';
import type { VersionTraits } from './version-traits.ts';

export type ItemTest = (item: Item) => boolean;
export type RowTest = (row: Readonly<UserRow> | undefined) => boolean;

export interface UserFilter {
  readonly test: RowTest;
  /** Whether an item without a row can pass. If not, only the user's rows need to be looked at. */
  readonly passesUntouched: boolean;
}

const untouchedFails = (test: RowTest): UserFilter => ({ test, passesUntouched: false });
const untouchedPasses = (test: RowTest): UserFilter => ({ test, passesUntouched: true });

const isPlayed = untouchedFails((row) => row?.played ?? false);
const isUnplayed = untouchedPasses((row) => !(row?.played ?? false));
const isFavourite = untouchedFails((row) => row?.favourite ?? false);
const isLiked = (row: Readonly<UserRow> | undefined): boolean => (row?.rating ?? 0) >= 6.5;

const userFilters: Readonly<Record<string, UserFilter>> = {
  isplayed: isPlayed,
  isunplayed: isUnplayed,
  isfavorite: isFavourite,
  isresumable: untouchedFails((row) => (row?.positionTicks ?? 0) > 0),
  likes: untouchedFails(isLiked),
  dislikes: untouchedFails((row) => row?.rating !== undefined && !isLiked(row)),
  isfavoriteorlikes: untouchedFails((row) => (row?.favourite ?? false) || isLiked(row)),
};

/** @throws {Refusal} 400 text for both of a pair, where the version refuses that */
export function userFiltersOf(query: Query, traits: VersionTraits): readonly UserFilter[] {
  let names = query.names('filters');
  if (names.includes('isplayed') && names.includes('isunplayed')) {
    if (traits.contradictingFilters === 'refused') throw new Refusal(failed(400));
    const loser = names.lastIndexOf('isplayed') > names.lastIndexOf('isunplayed') ? 'isunplayed' : 'isplayed';
    names = names.filter((name) => name !== loser);
  }
  const played = query.flag('isPlayed');
  const favourite = query.flag('isFavorite');
  return [
    ...names.flatMap((name) => userFilters[name] ?? []),
    ...(played === undefined ? [] : [played ? isPlayed : isUnplayed]),
    ...(favourite === undefined
      ? []
      : [favourite ? isFavourite : untouchedPasses((row) => !(row?.favourite ?? false))]),
  ];
}

/** Words without accents and in lower case, as the server compares them. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const isVirtual: ItemTest = (item) => item.kind === 'episode' && item.virtual;

/** Filters that look at the item itself. None means that every item passes. */
export function itemTests(query: Query, library: Library, ids: ItemIds): readonly ItemTest[] {
  const tests: ItemTest[] = [];
  const when = <T>(value: T | undefined, test: (value: T) => ItemTest): void => {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) tests.push(test(value));
  };
  const lower = (list: readonly string[]): readonly string[] => list.map((each) => each.toLowerCase());

  when(query.flag('isMissing'), (wanted) => (item) => isVirtual(item) === wanted);
  when(query.names('excludeLocationTypes'), (list) => (item) => !(list.includes('virtual') && isVirtual(item)));
  when(query.names('locationTypes'), (list) => (item) => list.includes(isVirtual(item) ? 'virtual' : 'filesystem'));
  when(query.names('mediaTypes'), (list) => (item) => list.includes(mediaTypeOf(item).toLowerCase()));
  when(query.flag('isFolder'), (wanted) => (item) => isFolder(item) === wanted);
  for (const name of query.names('filters')) {
    if (name === 'isfolder') tests.push(isFolder);
    if (name === 'isnotfolder') tests.push((item) => !isFolder(item));
  }
  when(query.guids('excludeItemIds'), (list) => (item) => !list.includes(ids.idOf(item.handle)));
  when(query.text('searchTerm'), (term) => (item) => folded(nameOf(item)).includes(folded(term)));
  const sort = (item: Item): string => sortName(library, item.handle);
  when(query.text('nameStartsWith'), (start) => (item) => sort(item).startsWith(start.toLowerCase()));
  when(query.text('nameStartsWithOrGreater'), (start) => (item) => sort(item) >= start.toLowerCase());
  when(query.text('nameLessThan'), (end) => (item) => sort(item) < end.toLowerCase());
  when(query.list('years'), (list) => (item) => list.includes(String(factsOf(item).year ?? '')));
  when(
    lower(query.pipes('genres')),
    (list) => (item) => factsOf(item).genres.some((genre) => list.includes(genre.toLowerCase())),
  );
  when(
    lower(query.pipes('studios')),
    (list) => (item) => factsOf(item).studios.some((studio) => list.includes(studio.toLowerCase())),
  );
  when(
    lower(query.pipes('officialRatings')),
    (list) => (item) => list.includes(factsOf(item).contentRating.toLowerCase()),
  );
  when(query.number('minCommunityRating'), (least) => (item) => factsOf(item).rating >= least);
  const released = (item: Item): number => Date.parse(factsOf(item).day);
  when(query.date('minPremiereDate'), (least) => (item) => released(item) >= least);
  when(query.date('maxPremiereDate'), (most) => (item) => released(item) <= most);
  when(
    query.int('indexNumber'),
    (number) => (item) =>
      item.kind === 'episode' ? item.work.number === number : item.kind === 'season' && item.season === number,
  );
  const byArtist = (artists: readonly string[]): ItemTest => {
    return (item) => item.kind === 'album' && artists.includes(ids.idOf(handleOf('artist', item.artist.index)));
  };
  when(query.guids('albumArtistIds'), byArtist);
  return tests;
}

/** Items saved at or after that moment. What was there at the start was saved before `library.unchangedSince`. */
export function savedSince(library: Library, since: number): ItemTest | ReadonlySet<Handle> {
  if (since <= library.unchangedSince) return (item) => library.savedAt(item) >= since;
  return new Set([...library.savedLately()].filter(([, at]) => at >= since).map(([handle]) => handle));
}
