/** One finished play. */
export interface HistoryEntry {
  /** Its number in the history. */
  readonly id: number;
  readonly userId: number;
  readonly key: number;
  /** Epoch seconds. */
  readonly viewedAt: number;
}

export interface PlayHistory {
  add(entry: Omit<HistoryEntry, 'id'>): void;
  /** Oldest first. */
  all(): readonly HistoryEntry[];
}

export function createHistory(): PlayHistory {
  const entries: HistoryEntry[] = [];
  return {
    add: (entry) => void entries.push({ ...entry, id: entries.length + 1 }),
    all: () => entries,
  };
}
