export interface Edit {
  readonly title?: string;
  readonly overview?: string;
  readonly year?: number;
  readonly genres?: readonly string[];
}

export interface HeldSeason {
  readonly number: number;
  readonly episodes: readonly number[];
}

/** What tests made of an item. */
export interface Change {
  readonly fields: Edit & { readonly sortTitle?: string; readonly addedAt?: number };
  readonly updatedAt: number;
}

/** What happened to an item, for those who tell others of it. */
export type ShelfChange = 'added' | 'removed' | 'updated';
