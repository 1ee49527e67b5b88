import { failed, json, Refusal } from '../answers.ts';
import { handleOf } from '../item-ids.ts';
import { rowsFor } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { everything } from '../row-options.ts';
import { visibleShelves } from '../server.ts';
import type { VersionTraits } from '../version-traits.ts';

export function viewRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes
      ? [signedIn('GET', '/UserViews', listViews), signedIn('GET', '/UserViews/GroupingOptions', groupingOptions)]
      : []),
    signedIn('GET', '/Users/:userId/Views', listViews),
    signedIn('GET', '/Users/:userId/GroupingOptions', groupingOptions),
  ];
}

/** Libraries by name, with every field, asked for or not (recorded). */
const listViews: Handler<SignedInCall> = ({ server, account }) => {
  if (account === undefined) throw new Refusal(failed(400));
  const views = [...visibleShelves(server, account)].map((at) => handleOf('view', at));
  const rows = rowsFor(server, account, views, everything);
  const Items = rows.toSorted((a, b) => (String(a.Name) < String(b.Name) ? -1 : 1));
  return json({ Items, TotalRecordCount: Items.length, StartIndex: 0 });
};

/** Libraries whose items a person may group into one row; a bare array (recorded). */
const groupingOptions: Handler<SignedInCall> = ({ server, account }) => {
  const groupable = [...visibleShelves(server, account)].flatMap((at) => {
    const shelf = server.library.shelves[at];
    const grouped = shelf?.collectionType === 'movies' || shelf?.collectionType === 'tvshows';
    return shelf !== undefined && grouped ? [{ Name: shelf.name, Id: server.ids.idOf(handleOf('view', at)) }] : [];
  });
  return json(groupable.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)));
};
