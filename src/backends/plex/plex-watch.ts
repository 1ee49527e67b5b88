/** Writing watch state. Loaded with the first write: neither browsing nor syncing needs it. */
import { MediafoldError } from '../../errors.ts';
import type { ItemId } from '../../models/ids.ts';
import { checkedPosition, checkedRating } from '../../models/watch-values.ts';
import type { Query } from '../http/join-url.ts';
import { getItem, type ItemsCall } from './plex-items.ts';

/** Positions before this are dropped (protocol sheet, section 4). */
const firstPositionMs = 60_000;
/** The preference `LibraryVideoPlayedThreshold`, at its default: from there on a report counts as a play. */
const playedShare = 0.9;

async function write(call: ItemsCall, method: 'PUT' | 'POST', path: string, query: Query): Promise<void> {
  const { http, connection, auth, signal, operation } = call;
  await http.send({ operation, base: connection.uri, path, method, query, auth, signal });
}

const about = (id: ItemId): Query => ({ key: id, identifier: 'com.plexapp.plugins.library' });

export async function setPlayed(call: ItemsCall, id: ItemId, played: boolean): Promise<void> {
  await write(call, 'PUT', played ? '/:/scrobble' : '/:/unscrobble', about(id));
}

export async function setRating(call: ItemsCall, id: ItemId, rating: number | undefined): Promise<void> {
  const value = rating === undefined ? -1 : checkedRating(call.operation, rating);
  await write(call, 'PUT', '/:/rate', { ...about(id), rating: value });
}

/** By a timeline report, because `/:/progress` is refused to everybody but the owner. */
export async function setPosition(call: ItemsCall, id: ItemId, positionMs: number | undefined): Promise<void> {
  const { operation } = call;
  const { runtimeMs, watch } = await getItem(call, id);
  if (positionMs === undefined) {
    if (watch?.positionMs === undefined) return;
    if (watch.played || watch.playCount > 0) {
      const says = 'Plex cannot take the position of a played item away without its plays; mark it unplayed instead';
      throw new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
    }
    return setPlayed(call, id, false);
  }
  const time = checkedPosition(operation, positionMs, runtimeMs);
  if (runtimeMs === undefined || time < firstPositionMs || time >= runtimeMs * playedShare) {
    const says = 'Plex keeps positions after the first minute and before 90 % of a known run time only';
    throw new MediafoldError('invalid-argument', `${operation}: ${says}`, { operation });
  }
  const key = `/library/metadata/${id}`;
  await write(call, 'POST', '/:/timeline', { ratingKey: id, key, state: 'stopped', time, duration: runtimeMs });
}
