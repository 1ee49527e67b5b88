import type { WatchRecord } from '../watch-records.ts';
import type { WireObject } from '../wire.ts';
import type { RowContext } from './row-context.ts';

/** Only what is not zero: absent means "never" on a real server. */
export function watchFields(record: WatchRecord): WireObject {
  return {
    userRating: record.userRating,
    viewCount: record.viewCount === 0 ? undefined : record.viewCount,
    viewOffset: record.viewOffset === 0 ? undefined : record.viewOffset,
    lastViewedAt: record.lastViewedAt,
    lastRatedAt: record.lastRatedAt,
  };
}

/** The same for a show or a season, which have no state of their own but a rating. */
export function leafFields(context: RowContext, key: number, leaves: readonly number[]): WireObject {
  let viewedLeafCount = 0;
  let viewCount = 0;
  let lastViewedAt = 0;
  for (const leaf of leaves) {
    const record = context.watch(leaf);
    if (record.viewCount > 0) viewedLeafCount += 1;
    viewCount += record.viewCount;
    lastViewedAt = Math.max(lastViewedAt, record.lastViewedAt ?? 0);
  }
  const { userRating, lastRatedAt } = context.watch(key);
  return {
    userRating,
    viewCount: viewCount === 0 ? undefined : viewCount,
    lastViewedAt: lastViewedAt === 0 ? undefined : lastViewedAt,
    lastRatedAt,
    leafCount: leaves.length,
    viewedLeafCount,
  };
}
