import type { Account } from './accounts.ts';
import { factsOf } from './facts.ts';
import { type Handle, handleOf, type ItemKind } from './item-ids.ts';
import type { Library } from './library.ts';
import { rootScope } from './listing.ts';
import { sorted } from './ordering.ts';
import type { Query } from './query.ts';
import type { Row } from './row-options.ts';
import { handlesIn, scopeKey } from './scope.ts';
import type { MockServer } from './server.ts';
import { nameId } from './wire-values.ts';

export type NamedKind = 'Genre' | 'Studio' | 'Person' | 'Year';

const described: ReadonlySet<ItemKind> = new Set(['movie', 'series', 'album', 'track', 'boxset']);

/** What is said of the items below `parentId`, in the order of their names. */
export function describedBelow(server: MockServer, account: Account | undefined, query: Query): readonly Handle[] {
  const parent = query.guid('parentId');
  const handle = parent === undefined ? undefined : server.ids.handleOf(parent);
  const base = rootScope(server, account, described);
  const scope = handle === undefined ? base : { ...base, parent: handle };
  const { library, lists } = server;
  const list = lists.get(`described ${scopeKey(scope)}`, () =>
    sorted(library, handlesIn(library, scope), [{ key: 'sortname', descending: false }]),
  );
  return [...list];
}

type Described = 'Genre' | 'Studio' | 'Year' | 'Rating';

const valuesOf: Readonly<Record<Described, (library: Library, handle: Handle) => readonly string[]>> = {
  Rating: (library, handle) => [factsAt(library, handle).contentRating].filter(Boolean),
  Genre: (library, handle) => factsAt(library, handle).genres,
  Studio: (library, handle) => factsAt(library, handle).studios,
  Year: (library, handle) => {
    const { year } = factsAt(library, handle);
    return year === undefined ? [] : [String(year)];
  },
};

function factsAt(library: Library, handle: Handle): ReturnType<typeof factsOf> {
  return factsOf(library.item(handle) ?? { kind: 'root', handle, revision: 0, name: '' });
}

/** Sorted; years in the order in which they come up (recorded). */
export function namesBelow(server: MockServer, kind: Described, handles: readonly Handle[]): readonly string[] {
  const names = [...new Set(handles.flatMap((handle) => valuesOf[kind](server.library, handle)))];
  return kind === 'Year' ? names : names.toSorted(byText);
}

/** Everybody who is named on something, musicians included. */
export function peopleOf(server: MockServer, account: Account | undefined): readonly string[] {
  const { library } = server;
  const films = handlesIn(library, rootScope(server, account, new Set<ItemKind>(['movie', 'series'])));
  const names = new Set<string>();
  for (const handle of films) for (const { name } of factsAt(library, handle).people) names.add(name);
  for (const { name } of library.shelved.artists) names.add(name);
  return [...names].toSorted(byText);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const emptyState = { PlaybackPositionTicks: 0, PlayCount: 0, IsFavorite: false, Played: false } as const;

/** Genres have no user data, the others do (recorded). */
export function namedRow(server: MockServer, account: Account | undefined, kind: NamedKind, name: string): Row {
  const Id = nameId(kind.toLowerCase(), name);
  const ItemId = server.traits.userDataNamesItem ? Id : '0'.repeat(32);
  return {
    Name: name,
    ServerId: server.serverId,
    Id,
    ChannelId: null,
    Type: kind,
    ...(kind === 'Genre' || account === undefined
      ? {}
      : { UserData: { ...emptyState, Key: `${kind}-${name}`, ItemId } }),
    ImageTags: {},
    BackdropImageTags: [],
    ImageBlurHashes: {},
    LocationType: 'FileSystem',
    MediaType: 'Unknown',
  };
}

/** Artists of tracks, or those whose albums they are. Without a folder they have no albums of their own. */
export function artistHandles({ shelved }: Library, whose: 'tracks' | 'albums'): readonly Handle[] {
  const singing = new Set(
    shelved.artists.flatMap(({ albums }) => albums.flatMap(({ tracks }) => tracks)).map(({ artist }) => artist),
  );
  return shelved.artists
    .filter(({ index, albums }) => (whose === 'albums' ? albums.length > 0 : singing.has(index)))
    .toSorted((a, b) => (a.sortTitle < b.sortTitle ? -1 : 1))
    .map(({ index }) => handleOf('artist', index));
}
