import { MediafoldError } from '../errors.ts';
import { type ItemId, itemId, type SourceId, sourceId } from './ids.ts';

/** The only complete name of an item: ids of two servers may be the same. */
export interface ItemRef {
  readonly sourceId: SourceId;
  readonly itemId: ItemId;
}

/** `source:item`, for people and command lines. Source ids never hold a colon, item ids may. */
export function formatRef(ref: ItemRef): string {
  return `${ref.sourceId}:${ref.itemId}`;
}

/** @throws {MediafoldError} `invalid-argument` when the text is not `source:item` */
export function parseRef(text: string): ItemRef {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) {
    throw new MediafoldError(
      'invalid-argument',
      `"${text}" is not a reference: write it as source:item, as the list shows it`,
    );
  }
  return { sourceId: sourceId(text.slice(0, colon)), itemId: itemId(text.slice(colon + 1)) };
}
