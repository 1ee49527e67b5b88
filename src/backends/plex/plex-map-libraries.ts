import { MediafoldError, ProtocolError } from '../../errors.ts';
import { libraryId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { noMetadataAgent } from './plex-map-kinds.ts';
import { type SectionRow, sectionRow } from './plex-wire.ts';

type Meaning = Pick<Library, 'kind' | 'itemKinds'>;

const meanings: Readonly<Record<string, Meaning>> = {
  movie: { kind: 'movies', itemKinds: ['movie'] },
  show: { kind: 'shows', itemKinds: ['show', 'season', 'episode'] },
  artist: { kind: 'music', itemKinds: ['artist', 'album', 'track'] },
  photo: { kind: 'photos', itemKinds: [] },
};

const homeVideos: Meaning = { kind: 'home-videos', itemKinds: ['clip'] };
const other: Meaning = { kind: 'other', itemKinds: [] };

function meaningOf(row: SectionRow): Meaning {
  if (row.type === 'movie' && noMetadataAgent.test(row.agent ?? '')) return homeVideos;
  return meanings[row.type] ?? other;
}

/**
 * All of them or none: a library that is left out would look as if it were gone, with everything in it.
 *
 * @throws {ProtocolError}
 */
export function librariesOf(rows: readonly unknown[]): readonly Library[] {
  return rows.map((row) => {
    const read = sectionRow.safeParse(row);
    if (!read.success) {
      const issues = describeIssues(read.error.issues);
      const message = `list libraries: one of the server's libraries cannot be read (${issues.join('; ')})`;
      throw new ProtocolError(message, issues, { operation: 'list libraries' });
    }
    const { key, title = key } = read.data;
    return { id: libraryId(key), title, ...meaningOf(read.data) };
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
