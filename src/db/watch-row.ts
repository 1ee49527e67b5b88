import type { WatchState } from '../models/watch-state.ts';

/** All null for an item without watch state: the columns come from an outer join. */
export interface WatchRow {
  readonly played: number | null;
  readonly play_count: number | null;
  readonly position_ms: number | null;
  readonly last_played_at: number | null;
  readonly favourite: number | null;
  readonly rating: number | null;
  readonly played_count: number | null;
  readonly item_count: number | null;
}

export const watchColumns = [
  'played',
  'play_count',
  'position_ms',
  'last_played_at',
  'favourite',
  'rating',
  'played_count',
  'item_count',
] as const;

export function toWatchState(row: WatchRow): WatchState | undefined {
  if (row.played === null) return undefined;
  return {
    played: row.played === 1,
    playCount: row.play_count ?? 0,
    ...(row.position_ms === null ? {} : { positionMs: row.position_ms }),
    ...(row.last_played_at === null ? {} : { lastPlayedAt: row.last_played_at }),
    ...(row.favourite === null ? {} : { favourite: row.favourite === 1 }),
    ...(row.rating === null ? {} : { rating: row.rating }),
    ...(row.played_count === null ? {} : { playedCount: row.played_count }),
    ...(row.item_count === null ? {} : { itemCount: row.item_count }),
  };
}

const whole = (value: number | undefined): number | null =>
  value === undefined || !Number.isSafeInteger(Math.round(value)) ? null : Math.round(value);

/** In the order of {@link watchColumns}. */
export function watchValues(state: WatchState): readonly (number | null)[] {
  return [
    state.played ? 1 : 0,
    whole(state.playCount) ?? 0,
    whole(state.positionMs),
    whole(state.lastPlayedAt),
    state.favourite === undefined ? null : Number(state.favourite),
    Number.isFinite(state.rating) ? (state.rating ?? null) : null,
    whole(state.playedCount),
    whole(state.itemCount),
  ];
}
