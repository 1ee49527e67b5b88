import type { Account } from './accounts.ts';
import { failed, Refusal } from './answers.ts';
import { folded, itemTests, savedSince, userFiltersOf } from './filters.ts';
import { type Handle, handleOf, type ItemKind, kinds } from './item-ids.ts';
import { type Item, nameOf, wireTypes } from './items.ts';
import { byUserValue, type SortBy, sorted } from './ordering.ts';
import type { Query } from './query.ts';
import { handlesIn, isIn, type Scope, scopeKey } from './scope.ts';
import { type MockServer, visibleShelves } from './server.ts';
import { userView } from './user-view.ts';

/** The rows that a listing found, sorted, before paging. */
export interface Found {
  readonly total: number;
  rows(): Iterable<Handle>;
}

export interface ListingOptions {
  readonly server: MockServer;
  readonly query: Query;
  /** Absent for an API key that named no user. */
  readonly account: Account | undefined;
  readonly scope: Scope;
}

/** `GET /Items` below one parent: filters, sorts and counts. */
export function find({ server, query, account, scope }: ListingOptions): Found {
  const { library, lists, states } = server;
  const by = sortOf(query, server);
  const byUser = by.find(({ key }) => userSorts[key] !== undefined);
  const key = `${scopeKey(scope)} ${by.map(({ key, descending }) => `${key}${descending ? '-' : '+'}`).join()}`;
  const list = (): Float64Array =>
    lists.get(key, () =>
      sorted(
        library,
        lists.get(scopeKey(scope), () => handlesIn(library, scope)),
        by,
      ),
    );
  const unsorted = (): Float64Array => lists.get(scopeKey(scope), () => handlesIn(library, scope));

  const narrowed = narrow({ server, query, account, scope }, list);
  if (narrowed !== undefined) {
    const chosen = byUser === undefined ? narrowed : arranged(narrowed, byUser, account, states.rows);
    return { total: chosen.length, rows: () => chosen };
  }
  return {
    total: unsorted().length,
    rows: () => {
      const value = userSorts[byUser?.key ?? ''];
      if (byUser === undefined || value === undefined || account === undefined) return list();
      const values = new Map<Handle, number>();
      for (const [handle, row] of states.rows(account.id)) {
        const at = value(row);
        if (at !== undefined && isIn(library, scope, handle)) values.set(handle, at);
      }
      return byUserValue(list(), values, byUser.descending);
    },
  };
}

type RowValue = (row: {
  readonly lastPlayedAt?: number;
  readonly playCount: number;
  readonly played: boolean;
}) => number | undefined;

/** Sorts by what users do: few rows have a value. */
const userSorts: Readonly<Record<string, RowValue>> = {
  dateplayed: (row) => row.lastPlayedAt,
  seriesdateplayed: (row) => row.lastPlayedAt,
  playcount: (row) => row.playCount || undefined,
  isplayed: (row) => (row.played ? 1 : undefined),
};

function arranged(
  handles: readonly Handle[],
  by: SortBy,
  account: Account | undefined,
  rows: MockServer['states']['rows'],
): readonly Handle[] {
  const value = userSorts[by.key];
  if (account === undefined || value === undefined) return handles;
  const state = rows(account.id);
  const values = new Map<Handle, number>();
  for (const handle of handles) {
    const row = state.get(handle);
    const at = row === undefined ? undefined : value(row);
    if (at !== undefined) values.set(handle, at);
  }
  return [...byUserValue(Float64Array.from(handles), values, by.descending)];
}

/** Undefined when nothing filters: then the kept list is the answer. */
function narrow(
  { server, query, account, scope }: ListingOptions,
  list: () => Float64Array,
): readonly Handle[] | undefined {
  const { library, traits } = server;
  const tests = [...itemTests(query, library, server.ids)];
  const userFilters = userFiltersOf(query, traits);
  if (account === undefined && userFilters.length > 0 && traits.userFiltersWithoutUser === 'fail') {
    throw new Refusal(failed(500));
  }
  const since = sinceOf(query, traits.minDateLastSaved);
  if (since === 'nothing') return [];
  const saved = since === undefined ? undefined : savedSince(library, since);
  if (typeof saved === 'function') tests.push(saved);
  const rowTests = account === undefined ? [] : userFilters;
  if (tests.length === 0 && rowTests.length === 0 && typeof saved !== 'object') return undefined;

  const state = account === undefined ? undefined : userView(server, account);
  const onlyTouched = rowTests.some(({ passesUntouched }) => !passesUntouched);
  const few = typeof saved === 'object' ? saved : onlyTouched ? state?.touched() : undefined;
  const within = (handles: Iterable<Handle>): Handle[] => [...handles].filter((handle) => isIn(library, scope, handle));
  const candidates =
    few === undefined ? list() : sorted(library, Float64Array.from(within(few)), sortOf(query, server));
  const found: Handle[] = [];
  for (const handle of candidates) {
    if (!rowTests.every(({ test }) => test(state?.row(handle)))) continue;
    // An item is made only where a filter looks at it.
    const item = tests.length === 0 ? undefined : library.item(handle);
    if (tests.length === 0 || (item !== undefined && tests.every((test) => test(item)))) found.push(handle);
  }
  const term = query.text('searchTerm');
  return term === undefined ? found : bestFirst(found, term, (handle) => library.item(handle));
}

/** What starts with the words before what only holds them. */
function bestFirst(found: Handle[], term: string, item: (handle: Handle) => Item | undefined): Handle[] {
  const score = (handle: Handle): number => {
    const known = item(handle);
    return known !== undefined && folded(nameOf(known)).startsWith(folded(term)) ? 0 : 1;
  };
  return found
    .map((handle) => ({ handle, rank: score(handle) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ handle }) => handle);
}

/** 10.10 and earlier only work with `minDateLastSavedForUser`; later ones take the later of the two. */
function sinceOf(query: Query, alone: 'nothing' | 'fails' | 'works'): number | 'nothing' | undefined {
  const forUser = query.date('minDateLastSavedForUser');
  const plain = query.date('minDateLastSaved');
  if (plain === undefined || alone === 'works') {
    return forUser === undefined && plain === undefined ? undefined : Math.max(forUser ?? plain ?? 0, plain ?? 0);
  }
  if (alone === 'nothing') return 'nothing';
  if (forUser === undefined) throw new Refusal(failed(500));
  return forUser;
}

/** An order entry that is missing repeats the first one. */
export function sortOf(query: Query, { traits }: MockServer): readonly SortBy[] {
  const orders = query.names('sortOrder');
  const keys = query.names('sortBy');
  if (keys.length === 0) return traits.sortedByDefault ? [{ key: 'sortname', descending: false }] : [];
  return keys.map((key, at) => ({ key, descending: (orders[at] ?? orders[0] ?? '').startsWith('desc') }));
}

/** Names that the server does not know are dropped; when none is left, everything is listed, folders included (seen). */
export function kindsOf(query: Query): { readonly kinds: ReadonlySet<ItemKind>; readonly named: boolean } {
  const byName = (name: string): ItemKind[] =>
    kinds.filter((kind) => kind !== 'version' && wireTypes[kind].toLowerCase() === name);
  const wanted = query.names('includeItemTypes').flatMap(byName);
  const unwanted = query.names('excludeItemTypes').flatMap(byName);
  const named = query.names('includeItemTypes').some((name) => knownTypes.has(name));
  const chosen: readonly ItemKind[] = named ? wanted : kinds;
  return { kinds: new Set(chosen.filter((kind) => !unwanted.includes(kind))), named };
}

/** Types that exist on real servers, here or not: asking for one of them is not asking for everything. */
const knownTypes = new Set([
  ...Object.values(wireTypes).map((type) => type.toLowerCase()),
  ...['boxset', 'playlist', 'musicalbum', 'musicartist', 'audio', 'audiobook', 'musicvideo', 'video', 'trailer'],
  ...['photo', 'photoalbum', 'book', 'person', 'genre', 'studio', 'year', 'channel', 'program', 'recording'],
]);

/** Everything of these kinds, wherever the account may look. */
export function rootScope(server: MockServer, account: Account | undefined, kindSet: ReadonlySet<ItemKind>): Scope {
  return {
    parent: handleOf('root', 0),
    recursive: true,
    kinds: kindSet,
    visible: visibleShelves(server, account),
    namedArtists: server.traits.namedArtistsListed,
  };
}
