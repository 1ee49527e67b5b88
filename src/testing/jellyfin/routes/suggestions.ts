import { json } from '../answers.ts';
import { handleOf, type ItemKind } from '../item-ids.ts';
import { rootScope } from '../listing.ts';
import { pageOf, rowsFor, take } from '../page.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { everything } from '../row-options.ts';
import { handlesIn } from '../scope.ts';
import type { VersionTraits } from '../version-traits.ts';

export function suggestionRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes ? [signedIn('GET', '/Items/Suggestions', suggestions)] : []),
    signedIn('GET', '/Users/:userId/Suggestions', suggestions),
    signedIn('GET', '/Shows/Upcoming', () => json({ Items: [], TotalRecordCount: 0, StartIndex: 0 })),
    // Nothing has been watched that one could recommend more of.
    signedIn('GET', '/Movies/Recommendations', () => json([])),
  ];
}

const suggested: ReadonlySet<ItemKind> = new Set(['movie', 'clip']);

/** Real servers pick at random. The rows are for nobody in particular (recorded). */
const suggestions: Handler<SignedInCall> = ({ server, query, account }) => {
  const all = handlesIn(server.library, rootScope(server, account, suggested));
  const clip = handleOf('clip', 0);
  // One of each kind first, where there is one: what a client makes of both can be seen on a short list.
  const picked = function* (): Generator<number> {
    if (all.includes(clip)) yield clip;
    for (const handle of all) if (handle !== clip) yield handle;
  };
  const { start, limit } = pageOf(query, server);
  const Items = rowsFor(server, undefined, take(picked(), start, limit), everything);
  return json({ Items, TotalRecordCount: Items.length, StartIndex: start });
};
