import { json } from '../answers.ts';
import { handleOf, type ItemKind } from '../item-ids.ts';
import { everything } from '../item-row.ts';
import { rootScope } from '../listing.ts';
import { pageOf, rowsFor, take } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { handlesIn } from '../scope.ts';
import type { VersionTraits } from '../version-traits.ts';

export function suggestionRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes ? [signedIn('GET', '/Items/Suggestions', suggestions)] : []),
    signedIn('GET', '/Shows/Upcoming', () => json({ Items: [], TotalRecordCount: 0, StartIndex: 0 })),
    // Nothing has been watched that one could recommend more of.
    signedIn('GET', '/Movies/Recommendations', () => json([])),
  ];
}

const suggested: ReadonlySet<ItemKind> = new Set(['movie', 'clip']);

/** Real servers pick at random. The rows are for nobody in particular (recorded). */
const suggestions: Handler<SignedInCall> = ({ server, query, account }) => {
  const all = [...handlesIn(server.library, rootScope(server, account, suggested))];
  const clip = handleOf('clip', 0);
  const picked = [...all.filter((handle) => handle === clip), ...all.filter((handle) => handle !== clip)];
  const { start, limit } = pageOf(query, server);
  const Items = rowsFor(server, undefined, take(picked, start, limit), everything);
  return json({ Items, TotalRecordCount: Items.length, StartIndex: start });
};
