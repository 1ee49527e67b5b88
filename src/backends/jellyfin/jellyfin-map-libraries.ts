import { ProtocolError } from '../../errors.ts';
import { libraryId } from '../../models/ids.ts';
import type { Library } from '../../models/library.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { viewSchema } from './jellyfin-wire.ts';

type Meaning = Pick<Library, 'kind' | 'itemKinds'>;

/** By CollectionType. Both kinds of picture library hold photos and videos. */
const meanings: Readonly<Record<string, Meaning>> = {
  movies: { kind: 'movies', itemKinds: ['movie'] },
  tvshows: { kind: 'shows', itemKinds: ['show', 'season', 'episode'] },
  music: { kind: 'music', itemKinds: ['artist', 'album', 'track'] },
  homevideos: { kind: 'home-videos', itemKinds: ['photo-album', 'photo', 'clip'] },
  photos: { kind: 'photos', itemKinds: ['photo-album', 'photo', 'clip'] },
  boxsets: { kind: 'collections', itemKinds: ['collection'] },
  playlists: { kind: 'playlists', itemKinds: ['playlist'] },
};

/** A mixed library is one without a type. */
const mixed: Meaning = { kind: 'mixed', itemKinds: ['movie', 'show', 'season', 'episode'] };
const other: Meaning = { kind: 'other', itemKinds: [] };

/**
 * All of them or none: a library that is left out would look as if it were gone, with everything in it.
 *
 * @throws {ProtocolError}
 */
export function librariesOf(rows: readonly unknown[]): readonly Library[] {
  return rows.map((row) => {
    const read = viewSchema.safeParse(row);
    if (!read.success) {
      const issues = describeIssues(read.error.issues);
      const message = `list libraries: one of the server's libraries cannot be read (${issues.join('; ')})`;
      throw new ProtocolError(message, issues, { operation: 'list libraries' });
    }
    const { Id, Name = '', CollectionType } = read.data;
    const meaning = CollectionType === undefined ? mixed : (meanings[CollectionType.toLowerCase()] ?? other);
    return { id: libraryId(Id), title: Name, ...meaning };
  });
}
