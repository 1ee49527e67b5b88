import type { LibraryId, TitleId } from './ids.ts';
import type { ItemKind } from './item.ts';
import type { ItemRef } from './ref.ts';

/** One copy of a title on one server. */
export interface TitleVersion extends ItemRef {
  readonly libraryId: LibraryId;
}

/** One work, however many servers hold it. Grouped by the public ids that its copies share. */
export interface Title {
  readonly id: TitleId;
  readonly kind: ItemKind;
  readonly title: string;
  readonly year?: number;
  /** Never empty. */
  readonly versions: readonly TitleVersion[];
}
