import { rekeyed } from './moved-world.ts';

/** What one user did with one item, on one server. */
export interface WatchRecord {
  readonly viewCount: number;
  /** Milliseconds; 0: no resume point. */
  readonly viewOffset: number;
  /** Epoch seconds. */
  readonly lastViewedAt?: number;
  /** 0 to 10. */
  readonly userRating?: number;
  readonly lastRatedAt?: number;
}

const untouched: WatchRecord = { viewCount: 0, viewOffset: 0 };

/** Watch state per user, for the items that somebody touched. */
export class WatchRecords {
  readonly #users = new Map<number, Map<number, WatchRecord>>();

  of(userId: number): ReadonlyMap<number, WatchRecord> {
    return this.#user(userId);
  }

  get(userId: number, key: number): WatchRecord {
    return this.#users.get(userId)?.get(key) ?? untouched;
  }

  set(userId: number, key: number, change: Partial<WatchRecord>): void {
    this.#user(userId).set(key, { ...this.get(userId, key), ...change });
  }

  clearRating(userId: number, key: number): void {
    const { userRating: _rating, lastRatedAt: _at, ...rest } = this.get(userId, key);
    this.#user(userId).set(key, rest);
  }

  /** Moves everything from one key to another. */
  rekey(moved: (key: number) => number): void {
    for (const [userId, records] of this.#users) this.#users.set(userId, rekeyed(records, moved));
  }

  #user(userId: number): Map<number, WatchRecord> {
    const known = this.#users.get(userId);
    if (known !== undefined) return known;
    const fresh = new Map<number, WatchRecord>();
    this.#users.set(userId, fresh);
    return fresh;
  }
}
