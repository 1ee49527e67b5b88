import type { ExternalId, ExternalIdProvider } from '../../models/external-id.ts';
import type { ItemKind } from '../../models/item.ts';
import type { BriefRow } from './plex-rows.ts';

const byScheme: Readonly<Record<string, ExternalIdProvider>> = { imdb: 'imdb', tmdb: 'tmdb', tvdb: 'tvdb' };

/** One scheme for all of MusicBrainz: which of its ids it is depends on what the item is. */
const musicbrainz: Partial<Record<ItemKind, ExternalIdProvider>> = {
  artist: 'musicbrainz-artist',
  album: 'musicbrainz-album',
  track: 'musicbrainz-track',
};

/** `Guid[].id` of the new agents: `imdb://tt0111161`. */
function fromGuid(text: string, kind: ItemKind): ExternalId | undefined {
  const [, scheme = '', value = ''] = /^([a-z]+):\/\/(.+)$/.exec(text) ?? [];
  const provider = scheme === 'mbid' ? musicbrainz[kind] : byScheme[scheme];
  return provider === undefined ? undefined : { provider, value };
}

const legacyAgents: Readonly<Record<string, ExternalIdProvider>> = {
  imdb: 'imdb',
  themoviedb: 'tmdb',
  thetvdb: 'tvdb',
};

/** Agents that name the database in the id itself: `anidb-4563`, `tvdb3-78878`. */
const prefixes: Readonly<Record<string, ExternalIdProvider>> = {
  anidb: 'anidb',
  tvdb: 'tvdb',
  tmdb: 'tmdb',
  imdb: 'imdb',
};

/**
 * `com.plexapp.agents.thetvdb://121361?lang=en`. Seasons and episodes of those agents are named by their show's id and
 * numbers (`.../121361/1/2`), which is not an id of their own, so a path gives none.
 */
function fromLegacy(guid: string): ExternalId | undefined {
  const [, agent = '', value = ''] = /^com\.plexapp\.agents\.([a-z]+):\/\/([^/?]+)(?:\?.*)?$/.exec(guid) ?? [];
  if (agent === 'hama') {
    const [, prefix = '', own = ''] = /^([a-z]+)\d?-(.+)$/.exec(value) ?? [];
    const provider = prefixes[prefix];
    return provider === undefined ? undefined : { provider, value: own };
  }
  const provider = legacyAgents[agent];
  return provider === undefined ? undefined : { provider, value };
}

/** The primary guid. `local://`, `collection://` and the agent for no metadata name nothing outside this server. */
function fromPrimary(guid: string): ExternalId | undefined {
  if (guid.startsWith('plex://')) return { provider: 'plex', value: guid.slice('plex://'.length) };
  return fromLegacy(guid);
}

export function externalIdsOf(row: BriefRow, kind: ItemKind): readonly ExternalId[] {
  const found: ExternalId[] = [];
  const add = (id: ExternalId | undefined): void => {
    if (id === undefined || id.value === '') return;
    if (found.some(({ provider, value }) => provider === id.provider && value === id.value)) return;
    found.push(id);
  };
  if (row.guid !== undefined) add(fromPrimary(row.guid));
  for (const { id } of row.Guid ?? []) {
    if (id !== undefined) add(fromGuid(id, kind));
  }
  return found;
}
