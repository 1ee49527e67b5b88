import { type ItemId, itemId } from '../../models/ids.ts';

/**
 * An id that has the form of either vendor's, and that no server gives. No zeros: a number would lose those in front and
 * name an item, and an id of zeros alone can stand for the root of a library.
 */
export const nobody: ItemId = itemId('99999999999999999999999999999999');
