import type { Shelf } from '../shelf.ts';
import type { WatchRecord } from '../watch-records.ts';

/** The library section that a row belongs to, as rows name it. */
export interface RowSection {
  readonly id: number;
  readonly title: string;
}

/** What a row is made from, and how much of it is asked for. */
export interface RowContext {
  readonly shelf: Shelf;
  readonly section: RowSection;
  readonly watch: (key: number) => WatchRecord;
  /** True for `/library/metadata`: streams, whole tags, ratings. Lists are partial. */
  readonly detail: boolean;
  /** Where rows of several libraries stand together, and in detail, each one names its own (recorded). */
  readonly namesSection: boolean;
  readonly guids: boolean;
  readonly chapters: boolean;
  readonly markers: boolean;
}
