import { ancestorsOf } from '../ancestry.ts';
import { type Answer, failed, json, Refusal, sentence } from '../answers.ts';
import { collapsed } from '../collapse.ts';
import { anyItem, maySee, refusePlaceholder, seenItem } from '../found-item.ts';
import { handleOf, type ItemKind } from '../item-ids.ts';
import { itemRow } from '../item-row.ts';
import { type Item, nameOf } from '../items.ts';
import { find, kindsOf, rootScope } from '../listing.ts';
import { pageAnswer, rowsFor } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { everything } from '../row-options.ts';
import { visibleShelves } from '../server.ts';
import type { VersionTraits } from '../version-traits.ts';

export function itemRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    signedIn('GET', '/Items', listItems),
    signedIn('GET', '/Users/:userId/Items', listItems),
    ...(userlessRoutes ? [signedIn('GET', '/Items/Root', rootItem), signedIn('GET', '/Items/:itemId', oneItem)] : []),
    signedIn('GET', '/Users/:userId/Items/Root', rootItem),
    signedIn('GET', '/Users/:userId/Items/:itemId', oneItem),
    signedIn('GET', '/Items/Counts', counts),
    signedIn('GET', '/Items/:itemId/Ancestors', ancestors),
  ];
}

const listItems: Handler<SignedInCall> = (call) => {
  const { server, query, account } = call;
  if (query.all('ids').some((value) => value !== '')) return byIds(call);
  const parent = parentOf(call);
  const { kinds: chosen, named } = kindsOf(query);
  const isLibrary = parent?.kind === 'view' || parent?.kind === 'folder';
  const implied = named && isLibrary && server.traits.recursiveByType;
  const scope = {
    parent: parent?.handle ?? handleOf('root', 0),
    // Words are looked for everywhere below.
    recursive: query.flag('recursive') ?? (implied || query.text('searchTerm') !== undefined),
    kinds: chosen,
    visible: visibleShelves(server, account),
    namedArtists: server.traits.namedArtistsListed,
  };
  const all = find({ server, query, account, scope });
  const found = collapses(call) ? collapsed(server, query, all) : all;
  return pageAnswer({ server, query, account, rows: found.rows(), total: found.total });
};

/** A box set stands for its films when a key asks without a user (12.0, seen), or when somebody wants it so. */
function collapses({ server, query, account, caller }: SignedInCall): boolean {
  if (query.text('searchTerm') !== undefined) return false;
  const bareKey = caller.kind === 'key' && account === undefined && server.traits.keysSeeBoxSets;
  return query.flag('collapseBoxSetItems') ?? bareKey;
}

/** `ids` keeps the order of the request, leaves out what is unknown and does not look at library access (seen). */
function byIds({ server, query, account }: SignedInCall): Answer {
  const found = query.guids('ids').flatMap((id) => anyItem(server, id)?.handle ?? []);
  return pageAnswer({ server, query, account, rows: found, total: found.length });
}

/** @throws {Refusal} 400 text for an unknown parent; 401 with a sentence for a library that the user may not see */
function parentOf({ server, query, account }: SignedInCall): Item | undefined {
  const id = query.guid('parentId');
  if (id === undefined) return undefined;
  const parent = anyItem(server, id);
  if (parent === undefined) throw new Refusal(failed(400));
  if (!maySee(server, account, parent.handle)) {
    const text = `${account?.name ?? ''} is not permitted to access Library ${nameOf(parent)}.`;
    throw new Refusal(sentence(401, text));
  }
  return parent;
}

const oneItem: Handler<SignedInCall> = ({ server, account, path }) => {
  refusePlaceholder(server, path.itemId);
  return json(itemRow(server, seenItem(server, account, path.itemId), account, everything));
};

const rootItem: Handler<SignedInCall> = ({ server, account }) =>
  json(rowsFor(server, account, [handleOf('root', 0)], everything)[0]);

const counts: Handler<SignedInCall> = ({ server, query, account }) => {
  const total = (kind: ItemKind): number =>
    find({ server, query, account, scope: rootScope(server, account, new Set([kind])) }).total;
  const [MovieCount, SeriesCount, EpisodeCount] = [total('movie'), total('series'), total('episode')];
  const [SongCount, AlbumCount, BoxSetCount] = [total('track'), total('album'), total('boxset')];
  const folders = server.library.shelved.artists.filter(({ albums }) => albums.length > 0).length;
  // Whatever has a place on disk counts as an item, the folders of the libraries included (recorded).
  const others = total('season') + total('photoalbum') + total('photo') + total('clip') + folders;
  const all = [MovieCount, SeriesCount, EpisodeCount, SongCount, AlbumCount, BoxSetCount, others];
  const { countsEverything } = server.traits;
  return json({
    MovieCount,
    SeriesCount,
    EpisodeCount,
    ArtistCount: countsEverything ? folders : 0,
    ProgramCount: 0,
    TrailerCount: 0,
    SongCount,
    AlbumCount,
    MusicVideoCount: 0,
    BoxSetCount,
    BookCount: 0,
    ItemCount: countsEverything ? all.reduce((sum, count) => sum + count, server.library.shelves.length) : 0,
  });
};

/** From the nearest to the root, without the folder on disk (recorded). */
const ancestors: Handler<SignedInCall> = ({ server, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  return json(rowsFor(server, account, ancestorsOf(server.library, item.handle), everything));
};
