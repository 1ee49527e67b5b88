import type { ExternalId, ExternalIdProvider } from '../../models/external-id.ts';
import type { ItemKind } from '../../models/item.ts';

type Names = Readonly<Record<string, ExternalIdProvider>>;

const common: Names = { imdb: 'imdb', tmdb: 'tmdb', tvdb: 'tvdb', anidb: 'anidb' };

/**
 * Which of a server's `ProviderIds` name the item itself. The others name something above it: a movie's `TmdbCollection` is
 * the collection it belongs to, an album's `MusicBrainzAlbumArtist` is a person. A box set's own id is written as `Tmdb`.
 */
const namesByKind: Readonly<Partial<Record<ItemKind, Names>>> = {
  artist: { musicbrainzartist: 'musicbrainz-artist' },
  album: { musicbrainzalbum: 'musicbrainz-album', musicbrainzreleasegroup: 'musicbrainz-release-group' },
  track: { musicbrainztrack: 'musicbrainz-track', musicbrainzrecording: 'musicbrainz-recording' },
  collection: { tmdb: 'tmdb-collection', tmdbcollection: 'tmdb-collection', imdb: 'imdb' },
};

/** Names compare without case, as the server does; empty values (seen) are dropped. */
export function externalIdsOf(
  kind: ItemKind,
  providerIds: Readonly<Record<string, unknown>> | undefined,
): readonly ExternalId[] {
  const names = namesByKind[kind] ?? common;
  const ids: ExternalId[] = [];
  for (const name in providerIds) {
    const provider = names[name.toLowerCase()];
    const value = providerIds[name];
    if (provider === undefined || typeof value !== 'string' || value.trim() === '') continue;
    if (!ids.some((id) => id.provider === provider)) ids.push({ provider, value: value.trim() });
  }
  return ids;
}
