/** Writing watch state. Loaded with the first write: neither browsing nor syncing needs it. */
import type { ItemId } from '../../models/ids.ts';
import { checkedPosition, checkedRating } from '../../models/watch-values.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { JellyfinCall } from './jellyfin-calls.ts';
import { getItem } from './jellyfin-items.ts';
import { ticksOf } from './jellyfin-map-values.ts';

type Method = 'POST' | 'DELETE';

/** `root`: what the route is called since 10.9. `legacy`: what follows `/Users/{id}` before. */
interface Route {
  readonly root: string;
  readonly legacy: string;
}

const segment = (id: string): string => encodeURIComponent(id);

async function write({ operation, place, sendInDialect }: JellyfinCall, method: Method, route: Route): Promise<void> {
  const { base, userId } = place;
  await sendInDialect(
    { operation, base, method, path: route.root, query: { userId } },
    { operation, base, method, path: `/Users/${segment(userId)}${route.legacy}` },
  );
}

export async function setPlayed(call: JellyfinCall, id: ItemId, played: boolean): Promise<void> {
  const item = segment(id);
  await write(call, played ? 'POST' : 'DELETE', { root: `/UserPlayedItems/${item}`, legacy: `/PlayedItems/${item}` });
}

export async function setFavourite(call: JellyfinCall, id: ItemId, favourite: boolean): Promise<void> {
  const item = segment(id);
  const route = { root: `/UserFavoriteItems/${item}`, legacy: `/FavoriteItems/${item}` };
  await write(call, favourite ? 'POST' : 'DELETE', route);
}

export async function setRating(call: JellyfinCall, id: ItemId, rating: number | undefined): Promise<void> {
  const item = segment(id);
  // A rating that is left out of the user data stays, so taking it away has a route of its own.
  if (rating === undefined) {
    return write(call, 'DELETE', { root: `/UserItems/${item}/Rating`, legacy: `/Items/${item}/Rating` });
  }
  await writeUserData(call, id, { Rating: checkedRating(call.operation, rating) });
}

export async function setPosition(call: JellyfinCall, id: ItemId, positionMs: number | undefined): Promise<void> {
  if (positionMs === undefined) return writeUserData(call, id, { PlaybackPositionTicks: 0 });
  // The server checks nothing (seen on 10.10 to 12.0).
  const { runtimeMs } = await getItem(call, id);
  const position = checkedPosition(call.operation, positionMs, runtimeMs);
  await writeUserData(call, id, { PlaybackPositionTicks: ticksOf(position) });
}

/** What is left out of `json` stays as it is. Before 10.9 there is no such route, under any name. */
async function writeUserData(call: JellyfinCall, id: ItemId, json: object): Promise<void> {
  const { operation, place, sendInDialect } = call;
  const { base, userId } = place;
  const path = `/UserItems/${segment(id)}/UserData`;
  const request: HttpRequest<void> = { operation, base, method: 'POST', path, query: { userId }, json };
  await sendInDialect(request, undefined);
}
