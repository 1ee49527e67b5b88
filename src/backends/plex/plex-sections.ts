import { MediafoldError } from '../../errors.ts';
import { libraryId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import type { Logger } from '../../models/logger.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { libraryKindOf } from './plex-map-kinds.ts';
import { sectionRow } from './plex-wire.ts';

/** A section that cannot be read is left out and told to the log: without an id there is nothing to show. */
export function librariesOf(rows: readonly unknown[], logger: Logger): readonly Library[] {
  return rows.flatMap((row) => {
    const read = sectionRow.safeParse(row);
    if (!read.success) {
      logger.warn({ issues: describeIssues(read.error.issues) }, 'a library of the server could not be read');
      return [];
    }
    const { key, title = key } = read.data;
    return [{ id: libraryId(key), title, ...libraryKindOf(read.data) }];
  });
}

/** The libraries as they were last seen, to know what may be asked of one without asking each time. */
export class KnownLibraries {
  #libraries: ReadonlyMap<string, Library> = new Map();

  remember(libraries: readonly Library[]): void {
    this.#libraries = new Map(libraries.map((library) => [library.id, library]));
  }

  has(id: string): boolean {
    return this.#libraries.has(id);
  }

  isHomeVideos(id: string | undefined): boolean {
    return id !== undefined && this.#libraries.get(id)?.kind === 'home-videos';
  }

  /** @throws {MediafoldError} `not-found`, `unsupported` */
  mustHold(id: string, kind: ItemKind, operation: string): void {
    const library = this.#libraries.get(id);
    if (library === undefined) {
      throw new MediafoldError('not-found', `${operation}: the server has no library ${id}`, { operation });
    }
    if (!library.itemKinds.includes(kind)) {
      throw new MediafoldError('unsupported', `${operation}: library ${id} holds no ${kind}`, { operation });
    }
  }
}
