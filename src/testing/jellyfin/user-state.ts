import type { Handle } from './item-ids.ts';

/** What one user has done with one item. No modification time: the server keeps none. */
export interface UserRow {
  positionTicks: number;
  playCount: number;
  favourite: boolean;
  played: boolean;
  rating?: number;
  lastPlayedAt?: number;
  /** Not written to since the last restart. */
  settled?: boolean;
}

export interface UserStates {
  get(userId: string, handle: Handle): Readonly<UserRow> | undefined;
  /**
   * The row to write to; made when there is none.
   *
   * @param silent sockets are not told: so it is with the ticks of a playing item
   */
  edit(userId: string, handle: Handle, silent?: boolean): UserRow;
  /** Every item that this user ever wrote to. Small beside the library: unwatched items have no row. */
  rows(userId: string): ReadonlyMap<Handle, Readonly<UserRow>>;
  /** What a restart does: keys of rows are again what they were before they were written (seen on 10.11). */
  settle(): void;
  /** What a renamed file does: what was kept by provider ids is found again, by nobody's writing. */
  move(from: Handle, to: Handle): void;
  /** Grows with every write of this user. */
  generation(userId: string): number;
}

/** @param onWrite hears of every write that sockets are told of, before the row has its new values */
export function createUserStates(onWrite: (userId: string, handle: Handle) => void = () => {}): UserStates {
  const users = new Map<string, { readonly rows: Map<Handle, UserRow>; writes: number }>();
  const of = (userId: string): { readonly rows: Map<Handle, UserRow>; writes: number } => {
    const known = users.get(userId);
    if (known !== undefined) return known;
    const fresh = { rows: new Map<Handle, UserRow>(), writes: 0 };
    users.set(userId, fresh);
    return fresh;
  };
  return {
    get: (userId, handle) => users.get(userId)?.rows.get(handle),
    edit: (userId, handle, silent = false) => {
      const user = of(userId);
      if (!silent) onWrite(userId, handle);
      user.writes += 1;
      const known = user.rows.get(handle);
      if (known !== undefined) {
        delete known.settled;
        return known;
      }
      const row: UserRow = { positionTicks: 0, playCount: 0, favourite: false, played: false };
      user.rows.set(handle, row);
      return row;
    },
    rows: (userId) => of(userId).rows,
    settle: () => {
      for (const { rows } of users.values()) for (const row of rows.values()) row.settled = true;
    },
    move: (from, to) => {
      for (const user of users.values()) {
        const row = user.rows.get(from);
        if (row === undefined) continue;
        user.rows.delete(from);
        user.rows.set(to, { ...row, settled: true });
        user.writes += 1;
      }
    },
    generation: (userId) => of(userId).writes,
  };
}
