import { failed, json, Refusal } from '../answers.ts';
import { handleOf } from '../item-ids.ts';
import { everything, itemRow, type Row } from '../item-row.ts';
import { libraries } from '../items.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import { visibleTo } from '../server.ts';
import type { VersionTraits } from '../version-traits.ts';

export function viewRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes ? [signedIn('GET', '/UserViews', listViews)] : []),
    signedIn('GET', '/Users/:userId/Views', listViews),
  ];
}

/** Libraries come with every field, asked for or not (recorded). */
const listViews: Handler<SignedInCall> = ({ server, account }) => {
  if (account === undefined) throw new Refusal(failed(400));
  const visible = visibleTo(account);
  const Items: Row[] = libraries.flatMap(({ collectionType }, at) => {
    const item = visible.has(collectionType) ? server.library.item(handleOf('view', at)) : undefined;
    return item === undefined ? [] : [itemRow(server, item, account, everything)];
  });
  return json({ Items, TotalRecordCount: Items.length, StartIndex: 0 });
};
