import { type Answer, json } from '../answers.ts';
import { factsOf } from '../facts.ts';
import { folded } from '../filters.ts';
import { anyItem } from '../found-item.ts';
import { imagesOf, imageTag } from '../image-tags.ts';
import { addressOf, type Handle, type ItemKind } from '../item-ids.ts';
import { isFolder, mediaTypeOf, nameOf, runtimeMsOf, showOf, wireTypes } from '../items.ts';
import { find, kindsOf, rootScope } from '../listing.ts';
import { sorted } from '../ordering.ts';
import { pageAnswer, pageOf, rowsFor, take } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { rowOptions } from '../row-options.ts';
import { handlesIn, isIn, scopeKey } from '../scope.ts';
import type { VersionTraits } from '../version-traits.ts';
import { ticks } from '../wire-values.ts';

export function listRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes ? [signedIn('GET', '/UserItems/Resume', resume), signedIn('GET', '/Items/Latest', latest)] : []),
    signedIn('GET', '/Users/:userId/Items/Resume', resume),
    signedIn('GET', '/Users/:userId/Items/Latest', latest),
    signedIn('GET', '/Search/Hints', hints),
  ];
}

const playable: ReadonlySet<ItemKind> = new Set(['movie', 'episode']);

/** Whatever has a position, played or not, newest first. */
const resume: Handler<SignedInCall> = ({ server, query, account }) => {
  const { named, kinds } = kindsOf(query);
  const parent = query.guid('parentId');
  const scope = {
    ...rootScope(server, account, named ? kinds : playable),
    ...parentScope(server.ids.handleOf, parent),
  };
  const rows = account === undefined ? [] : [...server.states.rows(account.id)];
  const found = rows
    .filter(([handle, row]) => row.positionTicks > 0 && isIn(server.library, scope, handle))
    .sort(([, a], [, b]) => (b.lastPlayedAt ?? 0) - (a.lastPlayedAt ?? 0))
    .map(([handle]) => handle);
  return pageAnswer({ server, query, account, rows: found, total: found.length });
};

function parentScope(of: (id: string) => Handle | undefined, id: string | undefined): { parent?: Handle } {
  const parent = id === undefined ? undefined : of(id);
  return parent === undefined ? {} : { parent };
}

/** A bare array: films one by one, episodes as their series. Watched ones are left out, as the user is set to have it. */
const latest: Handler<SignedInCall> = ({ server, query, account }): Answer => {
  const limit = query.int('limit') ?? 20;
  const { library, lists } = server;
  const parent = query.guid('parentId');
  const { named, kinds } = kindsOf(query);
  // Episodes are shown as their series and tracks as their album, so who asks for them gets those.
  const shownAs = { movie: 'movie', series: 'episode', album: 'track' } as const;
  const wanted = (['movie', 'series', 'album'] as const).filter((kind) => {
    return !named || kinds.has(kind) || kinds.has(shownAs[kind]);
  });
  const base = rootScope(server, account, new Set<ItemKind>(wanted));
  const scope = { ...base, ...parentScope(server.ids.handleOf, parent), recursive: true };
  const newest = lists.get(`latest ${scopeKey(scope)}`, () =>
    sorted(library, handlesIn(library, scope), [{ key: 'datelastcontentadded', descending: true }]),
  );
  const unplayed = function* (): Generator<Handle> {
    const rows = account === undefined ? undefined : server.states.rows(account.id);
    for (const handle of newest) if (rows?.get(handle)?.played !== true) yield handle;
  };
  const options = rowOptions(query);
  const rows = rowsFor(server, account, take(unplayed(), 0, limit), options);
  if (server.traits.childCountInLatest) {
    for (const row of rows) {
      row.ChildCount = row.Type === 'Series' ? newEpisodes(server.ids.handleOf, library, row) : 0;
    }
  }
  return json(rows);
};

function newEpisodes(
  of: (id: string) => Handle | undefined,
  library: SignedInCall['server']['library'],
  row: Record<string, unknown>,
): number {
  const handle = of(String(row.Id));
  return handle === undefined ? 0 : library.episodes(addressOf(handle).index).length;
}

const hintable: ReadonlySet<ItemKind> = new Set([
  ...(['movie', 'series', 'episode', 'boxset', 'artist', 'album', 'track', 'photoalbum', 'clip', 'photo'] as const),
]);

const hints: Handler<SignedInCall> = ({ server, query, account }) => {
  const { named, kinds } = kindsOf(query);
  const kindSet: ReadonlySet<ItemKind> = named ? kinds : hintable;
  const term = query.text('searchTerm') ?? '';
  const listed =
    term === '' ? [] : [...find({ server, query, account, scope: rootScope(server, account, kindSet) }).rows()];
  // Hints are in order even where listings are not (recorded on 10.10).
  const found = server.traits.sortedByDefault
    ? listed
    : [...sorted(server.library, Float64Array.from(listed), [{ key: 'sortname', descending: false }])];
  const { start, limit } = pageOf(query, server);
  const SearchHints = take(found, start, limit).flatMap((handle) => hintRow({ server, handle, term }));
  return json({ SearchHints, TotalRecordCount: found.length });
};

interface HintContext {
  readonly server: SignedInCall['server'];
  readonly handle: Handle;
  readonly term: string;
}

function hintRow({ server, handle, term }: HintContext): object[] {
  const Id = server.ids.idOf(handle);
  const item = anyItem(server, Id);
  if (item === undefined || !folded(nameOf(item)).includes(folded(term))) return [];
  const images = imagesOf(item);
  const { year } = factsOf(item);
  const tag = (type: 'Primary' | 'Backdrop'): string => imageTag(handle, type, item.revision);
  const runtimeMs = runtimeMsOf(item);
  const show = item.kind === 'episode' || item.kind === 'season' ? showOf(item) : undefined;
  return [
    {
      ItemId: Id,
      Id,
      Name: nameOf(item),
      ...(year === undefined || (item.kind === 'boxset' && !server.traits.boxSetsInherit)
        ? {}
        : { ProductionYear: year }),
      ...(images.includes('Primary') ? { PrimaryImageTag: tag('Primary') } : {}),
      ...(images.includes('Backdrop') ? { BackdropImageTag: tag('Backdrop'), BackdropImageItemId: Id } : {}),
      Type: wireTypes[item.kind],
      ...(isFolder(item) ? { IsFolder: true } : {}),
      ...(runtimeMs === undefined ? {} : { RunTimeTicks: ticks(runtimeMs) }),
      MediaType: mediaTypeOf(item),
      ...(show === undefined ? {} : { Series: show.title }),
      Artists: [],
      ChannelId: null,
      ...(images.includes('Primary') ? { PrimaryImageAspectRatio: item.kind === 'episode' ? 16 / 9 : 2 / 3 } : {}),
    },
  ];
}
