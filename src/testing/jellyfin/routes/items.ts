import { type Answer, failed, json, Refusal, sentence } from '../answers.ts';
import { anyItem, maySee, seenItem } from '../found-item.ts';
import { addressOf, handleOf, type kinds } from '../item-ids.ts';
import { everything, itemRow } from '../item-row.ts';
import { type Item, nameOf } from '../items.ts';
import { find, kindsOf, rootScope } from '../listing.ts';
import { pageAnswer, rowsFor } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { visibleTo } from '../server.ts';
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
    visible: visibleTo(account),
  };
  const found = find({ server, query, account, scope });
  return pageAnswer({ server, query, account, rows: found.rows(), total: found.total });
};

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
  if (!maySee(account, parent.handle)) {
    const text = `${account?.name ?? ''} is not permitted to access Library ${nameOf(parent)}.`;
    throw new Refusal(sentence(401, text));
  }
  return parent;
}

const oneItem: Handler<SignedInCall> = ({ server, account, path }) =>
  json(itemRow(server, seenItem(server, account, path.itemId), account, everything));

const rootItem: Handler<SignedInCall> = ({ server, account }) =>
  json(rowsFor(server, account, [handleOf('root', 0)], everything)[0]);

const counts: Handler<SignedInCall> = ({ server, query, account }) => {
  const total = (kind: (typeof kinds)[number]): number =>
    find({ server, query, account, scope: rootScope(account, new Set([kind])) }).total;
  const [MovieCount, SeriesCount, EpisodeCount] = [total('movie'), total('series'), total('episode')];
  return json({
    MovieCount,
    SeriesCount,
    EpisodeCount,
    ArtistCount: 0,
    ProgramCount: 0,
    TrailerCount: 0,
    SongCount: 0,
    AlbumCount: 0,
    MusicVideoCount: 0,
    BoxSetCount: 0,
    BookCount: 0,
    ItemCount: server.traits.countsEverything ? MovieCount + SeriesCount + EpisodeCount + total('season') : 0,
  });
};

/** From the nearest to the root, without the folder on disk (recorded). */
const ancestors: Handler<SignedInCall> = ({ server, account, path }) => {
  const item = seenItem(server, account, path.itemId);
  const { kind, index, season } = addressOf(item.handle);
  const chain = [
    ...(kind === 'episode' ? [handleOf('season', index, season)] : []),
    ...(kind === 'episode' || kind === 'season' ? [handleOf('series', index)] : []),
    ...(kind === 'root' || kind === 'view' ? [] : [handleOf('view', kind === 'movie' ? 0 : 1)]),
    ...(kind === 'root' ? [] : [handleOf('root', 0)]),
  ];
  return json(rowsFor(server, account, chain, everything));
};
