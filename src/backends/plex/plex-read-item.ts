import { MediafoldError, ProtocolError } from '../../errors.ts';
import { libraryId } from '../../models/ids.ts';
import type { Item } from '../../models/item.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { fullItem } from './plex-map.ts';
import { kindOf } from './plex-map-kinds.ts';
import type { RowSetting } from './plex-read-rows.ts';
import type { RowsContainer } from './plex-wire.ts';
import { fullRow } from './plex-wire-item.ts';

/**
 * The item that was asked for by its id.
 *
 * @throws {MediafoldError} `not-found`; `protocol` when it is there and cannot be read; `unsupported` for a kind of item
 *   that this library has no word for
 */
export function readItem(answer: RowsContainer, id: string, operation: string, setting: RowSetting): Item {
  const [row] = answer.Metadata ?? [];
  if (row === undefined) {
    throw new MediafoldError('not-found', `${operation}: the server does not have it`, { operation });
  }
  const read = fullRow.safeParse(row);
  if (!read.success) {
    const issues = describeIssues(read.error.issues);
    throw new ProtocolError(`${operation}: it cannot be read (${issues.join('; ')})`, issues, { operation });
  }
  // A list of ids is an answer to another question.
  if (read.data.ratingKey !== id) {
    throw new MediafoldError('not-found', `${operation}: the server answered with another item`, { operation });
  }
  const library = read.data.librarySectionID ?? answer.librarySectionID;
  const kind = kindOf(read.data, setting.isHomeVideos(library));
  if (kind === undefined) {
    throw new MediafoldError('unsupported', `${operation}: it is of a kind that is not known here`, { operation });
  }
  return fullItem(read.data, kind, library === undefined ? undefined : libraryId(library));
}
