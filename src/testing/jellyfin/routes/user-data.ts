import type { Account } from '../accounts.ts';
import { type Answer, failed, json, Refusal } from '../answers.ts';
import { readBody } from '../body.ts';
import { seenItem } from '../found-item.ts';
import { addressOf, type ItemKind } from '../item-ids.ts';
import type { Item } from '../items.ts';
import { markPlayed, markUnplayed } from '../playback-rules.ts';
import { type Handler, type Route, type SignedInCall, signedIn } from '../router.ts';
import type { MockServer } from '../server.ts';
import { shelvedHandles } from '../shelved-handles.ts';
import { userDataDto } from '../user-data-dto.ts';
import type { UserRow } from '../user-state.ts';
import type { VersionTraits } from '../version-traits.ts';

/** 10.8 has no way to write a position but a playback report (seen). */
export function userDataRoutes({ userlessRoutes }: VersionTraits): readonly Route[] {
  return [
    ...(userlessRoutes ? current : []),
    signedIn('POST', '/Users/:userId/PlayedItems/:itemId', played),
    signedIn('DELETE', '/Users/:userId/PlayedItems/:itemId', unplayed),
    signedIn('POST', '/Users/:userId/FavoriteItems/:itemId', setFavourite(true)),
    signedIn('DELETE', '/Users/:userId/FavoriteItems/:itemId', setFavourite(false)),
    signedIn('POST', '/Users/:userId/Items/:itemId/Rating', rate),
    signedIn('DELETE', '/Users/:userId/Items/:itemId/Rating', unrate),
  ];
}

interface Target {
  readonly server: MockServer;
  readonly account: Account;
  readonly item: Item;
}

function targetOf({ server, account, path }: SignedInCall): Target {
  if (account === undefined) throw new Refusal(failed(400));
  return { server, account, item: seenItem(server, account, path.itemId) };
}

function rowAnswer({ server, account, item }: Target): Answer {
  return json(userDataDto(server, account, item, { counted: false }));
}

const playable: ReadonlySet<string> = new Set<ItemKind>(['movie', 'episode', 'track', 'clip', 'photo', 'trailer']);

/** Folders hand the mark down to everything in them that has a file. */
function playableOf({ server, item }: Target): readonly number[] {
  if (playable.has(item.kind)) return [item.handle];
  if (item.kind !== 'series' && item.kind !== 'season') {
    const inside = shelvedHandles(server.library, { recursive: true, namedArtists: false }, item.handle);
    return inside.filter((handle) => playable.has(addressOf(handle).kind));
  }
  const index = item.kind === 'series' ? item.work.index : item.show.index;
  const episodes = server.library.episodes(index, item.kind === 'season' ? item.season : undefined);
  return episodes.filter(({ virtual }) => !virtual).map(({ handle }) => handle);
}

const played: Handler<SignedInCall> = (call) => {
  const target = targetOf(call);
  const at = call.query.date('datePlayed');
  for (const handle of playableOf(target)) {
    markPlayed(call.server.states.edit(target.account.id, handle), call.server.clock.now(), at);
  }
  return rowAnswer(target);
};

const unplayed: Handler<SignedInCall> = (call) => {
  const target = targetOf(call);
  for (const handle of playableOf(target)) markUnplayed(call.server.states.edit(target.account.id, handle));
  return rowAnswer(target);
};

function edited(call: SignedInCall, change: (row: UserRow) => void): Answer {
  const target = targetOf(call);
  change(call.server.states.edit(target.account.id, target.item.handle));
  return rowAnswer(target);
}

const setFavourite =
  (favourite: boolean): Handler<SignedInCall> =>
  (call) =>
    edited(call, (row) => {
      row.favourite = favourite;
    });

const rate: Handler<SignedInCall> = (call) =>
  edited(call, (row) => {
    const likes = call.query.flag('likes');
    if (likes === undefined) delete row.rating;
    else row.rating = likes ? 10 : 1;
  });

const unrate: Handler<SignedInCall> = (call) =>
  edited(call, (row) => {
    delete row.rating;
  });

const readUserData: Handler<SignedInCall> = (call) => rowAnswer(targetOf(call));

/** Stores what it is given: no thresholds and no checks, not even of a negative position (seen). */
const writeUserData: Handler<SignedInCall> = async (call) => {
  const target = targetOf(call);
  const body = await readBody(call);
  const rating = body.value('Rating');
  const likes = body.flag('Likes');
  const changes: Partial<UserRow> = {
    ...given('positionTicks', body.int('PlaybackPositionTicks')),
    ...given('playCount', body.int('PlayCount')),
    ...given('favourite', body.flag('IsFavorite')),
    ...given('played', body.flag('Played')),
    ...given('lastPlayedAt', body.date('LastPlayedDate')),
    ...(likes === undefined ? {} : { rating: likes ? 10 : 1 }),
    ...(typeof rating === 'number' ? { rating } : {}),
  };
  Object.assign(call.server.states.edit(target.account.id, target.item.handle), changes);
  return rowAnswer(target);
};

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

const current: readonly Route[] = [
  signedIn('POST', '/UserPlayedItems/:itemId', played),
  signedIn('DELETE', '/UserPlayedItems/:itemId', unplayed),
  signedIn('POST', '/UserFavoriteItems/:itemId', setFavourite(true)),
  signedIn('DELETE', '/UserFavoriteItems/:itemId', setFavourite(false)),
  signedIn('POST', '/UserItems/:itemId/Rating', rate),
  signedIn('DELETE', '/UserItems/:itemId/Rating', unrate),
  signedIn('GET', '/UserItems/:itemId/UserData', readUserData),
  signedIn('POST', '/UserItems/:itemId/UserData', writeUserData),
  signedIn('GET', '/Users/:userId/Items/:itemId/UserData', readUserData),
  signedIn('POST', '/Users/:userId/Items/:itemId/UserData', writeUserData),
];
