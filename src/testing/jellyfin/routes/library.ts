import { json } from '../answers.ts';
import { handleOf } from '../item-ids.ts';
import { libraryOptions } from '../library-options.ts';
import { rowsFor } from '../page.ts';
import { administrator, type Handler, type Route, type SignedInCall } from '../router.ts';
import { everything } from '../row-options.ts';
import type { CollectionType } from '../shelves.ts';

/** How the libraries are set up: for administrators only. */
export const libraryRoutes: readonly Route[] = [
  administrator('GET', '/Library/VirtualFolders', (call) => virtualFolders(call)),
  administrator('GET', '/Library/MediaFolders', (call) => mediaFolders(call)),
];

/** As up to 10.8, in this answer only. */
const oldNames: Readonly<Record<CollectionType, string>> = {
  movies: 'Movies',
  tvshows: 'TvShows',
  music: 'Music',
  homevideos: 'HomeVideos',
  boxsets: 'BoxSets',
};

const virtualFolders: Handler<SignedInCall> = ({ server }) =>
  json(
    server.library.shelves.map((shelf, at) => {
      const path = shelf.collectionType === 'boxsets' ? '/server/data/collections' : `/shelves/${shelf.directory}`;
      return {
        Name: shelf.name,
        Locations: [path],
        CollectionType: server.traits.userlessRoutes ? shelf.collectionType : oldNames[shelf.collectionType],
        LibraryOptions: libraryOptions(server.traits, shelf, path),
        ItemId: server.ids.idOf(handleOf('view', at)),
        RefreshStatus: 'Idle',
      };
    }),
  );

const mediaFolders: Handler<SignedInCall> = ({ server, account }) => {
  const views = server.library.shelves.map((_, at) => handleOf('view', at));
  const Items = rowsFor(server, account, views, everything);
  return json({ Items, TotalRecordCount: Items.length, StartIndex: 0 });
};
