import type { PersonWork } from '../catalogue/works.ts';
import { aspectRatio, imagesOf } from './image-tags.ts';
import { handleOf } from './item-ids.ts';
import { type Item, isFolder, type MediaItem, showOf } from './items.ts';
import { addedAtOf } from './library.ts';
import { mediaSources, mediaStreams } from './media-sources.ts';
import { itemPath } from './paths.ts';
import type { MockServer } from './server.ts';
import { sortName } from './sort-keys.ts';
import { hexOf, nameId, noDate, ticks, wireDate } from './wire-values.ts';

interface FieldContext {
  readonly server: MockServer;
  readonly row: Record<string, unknown>;
  readonly item: Item;
  /** Lower case; `all` for a single item. */
  readonly fields: ReadonlySet<string> | 'all';
  readonly etag: string;
}

/** Properties that are left out unless the client asks for them. An unknown name is dropped without a word. */
export function addFields(context: FieldContext): void {
  const { fields } = context;
  if (fields === 'all') for (const add of Object.values(fieldWriters)) add(context);
  else for (const name of fields) if (Object.hasOwn(fieldWriters, name)) fieldWriters[name]?.(context);
  // Seasons bring it unasked (recorded).
  if (context.item.kind === 'season') context.row.PrimaryImageAspectRatio = 2 / 3;
}

type FieldWriter = (context: FieldContext) => void;

const named = (kind: string, name: string): { Name: string; Id: string } => ({ Name: name, Id: nameId(kind, name) });

const described = (item: Item): (MediaItem & { kind: 'movie' | 'series' })['work'] | undefined =>
  item.kind === 'movie' || item.kind === 'series' ? item.work : undefined;

const playable = (item: Item): item is Extract<Item, { kind: 'movie' | 'episode' }> =>
  item.kind === 'movie' || (item.kind === 'episode' && !item.virtual);

const fieldWriters: Readonly<Record<string, FieldWriter>> = {
  etag: ({ row, etag }) => {
    row.Etag = etag;
  },
  datecreated: ({ row, item, server }) => {
    row.DateCreated = wireDate(addedAtOf(item) ?? server.library.unchangedSince);
  },
  datelastmediaadded: ({ row, item, server }) => {
    if (!isFolder(item)) return;
    const episodes = item.kind === 'series' ? server.library.episodes(item.work.index) : [];
    const latest = Math.max(...episodes.map(({ work }) => work.addedAt));
    if (Number.isFinite(latest)) row.DateLastMediaAdded = wireDate(latest);
    else if (server.traits.emptyValuesWritten) row.DateLastMediaAdded = noDate;
  },
  candelete: ({ row }) => {
    row.CanDelete = false;
  },
  candownload: ({ row, item }) => {
    row.CanDownload = playable(item);
  },
  sortname: ({ row, item, server }) => {
    row.SortName = sortName(server.library, item.handle);
  },
  originaltitle: ({ row, item }) => {
    if (item.kind === 'movie' && item.work.originalTitle !== undefined) row.OriginalTitle = item.work.originalTitle;
  },
  externalurls: ({ row, item }) => {
    const imdb = item.kind === 'season' ? item.show.imdb : described(item)?.imdb;
    const season = item.kind === 'season' ? `/episodes/?season=${item.season}` : '';
    row.ExternalUrls = imdb ? [{ Name: 'IMDb', Url: `https://www.imdb.com/title/${imdb}${season}` }] : [];
  },
  path: ({ row, item }) => {
    const path = itemPath(item);
    if (path !== undefined) row.Path = path;
  },
  enablemediasourcedisplay: ({ row }) => {
    row.EnableMediaSourceDisplay = true;
  },
  overview: ({ row, item }) => {
    if (item.kind === 'movie' || item.kind === 'series' || item.kind === 'episode') row.Overview = item.work.overview;
  },
  taglines: ({ row, item }) => {
    row.Taglines = item.kind === 'movie' ? [item.work.tagline] : [];
  },
  genres: ({ row, item }) => {
    const genres = described(item)?.genres ?? [];
    row.Genres = genres;
    row.GenreItems = genres.map((name) => named('genre', name));
  },
  playaccess: ({ row }) => {
    row.PlayAccess = 'Full';
  },
  productionlocations: ({ row, item }) => {
    if (item.kind === 'movie') row.ProductionLocations = [];
  },
  remotetrailers: ({ row }) => {
    row.RemoteTrailers = [];
  },
  providerids: ({ row, item }) => {
    row.ProviderIds = providerIds(item);
  },
  parentid: ({ row, item, server }) => {
    row.ParentId = parentId(server, item);
  },
  people: ({ row, item, server }) => {
    row.People = (described(item)?.people ?? []).map((person) => personRow(person, server.traits.emptyValuesWritten));
  },
  studios: ({ row, item }) => {
    const studio = described(item)?.studio;
    row.Studios = studio === undefined ? [] : [named('studio', studio)];
  },
  localtrailercount: ({ row }) => {
    row.LocalTrailerCount = 0;
  },
  specialfeaturecount: ({ row }) => {
    row.SpecialFeatureCount = 0;
  },
  childcount: ({ row, item, server }) => {
    if (item.kind === 'series') row.ChildCount = item.work.seasons.length;
    if (item.kind === 'season') row.ChildCount = server.library.episodes(item.show.index, item.season).length;
    if (item.kind === 'view') {
      server.settings.childCounts = (server.settings.childCounts + 4) % 9;
      row.ChildCount = server.settings.childCounts + 1;
    }
  },
  recursiveitemcount: ({ row, item, server }) => {
    if (item.kind === 'series') row.RecursiveItemCount = server.library.episodes(item.work.index).length;
    if (item.kind === 'season') row.RecursiveItemCount = server.library.episodes(item.show.index, item.season).length;
  },
  displaypreferencesid: ({ row, item }) => {
    row.DisplayPreferencesId = hexOf('display', item.kind);
  },
  tags: ({ row }) => {
    row.Tags = [];
  },
  primaryimageaspectratio: ({ row, item }) => {
    if (imagesOf(item).includes('Primary')) row.PrimaryImageAspectRatio = aspectRatio(item.handle);
  },
  mediasources: ({ row, item, server }) => {
    if (playable(item)) row.MediaSources = mediaSources(server, item);
  },
  mediastreams: ({ row, item, server }) => {
    if (playable(item)) row.MediaStreams = mediaStreams(server, item);
  },
  seriesstudio: ({ row, item, server }) => {
    if (item.kind !== 'episode' && item.kind !== 'season') return;
    const studio = showOf(item)?.studio ?? '';
    if (studio !== '' || server.traits.emptyValuesWritten) row.SeriesStudio = studio;
  },
  chapters: ({ row, item }) => {
    row.Chapters = item.kind === 'movie' && item.work.index % 3 !== 2 ? chaptersOf(item.work.runtimeMs) : [];
  },
  trickplay: ({ row, item }) => {
    if (playable(item)) row.Trickplay = {};
  },
  settings: ({ row }) => {
    row.LockedFields = [];
    row.LockData = false;
  },
  width: ({ row, item }) => {
    if (playable(item)) row.Width = item.work.file.width;
  },
  height: ({ row, item }) => {
    if (playable(item)) row.Height = item.work.file.height;
  },
};

function providerIds(item: Item): Record<string, string> {
  switch (item.kind) {
    case 'movie':
      return { Imdb: item.work.imdb, Tmdb: item.work.tmdb };
    case 'series':
      return { Imdb: item.work.imdb, Tmdb: item.work.tmdb, Tvdb: item.work.tvdb };
    case 'episode':
      return item.virtual ? {} : { Tvdb: item.work.tvdb, Tmdb: item.work.tmdb };
    default:
      return {};
  }
}

const roles = { actor: 'Actor', director: 'Director', writer: 'Writer' } as const;

function personRow({ name, role, character }: PersonWork, emptyRole: boolean): object {
  const Role = character ?? (emptyRole ? '' : undefined);
  return { ...named('person', name), ...(Role === undefined ? {} : { Role }), Type: roles[role] };
}

const chapterMs = 12 * 60_000;

function chaptersOf(runtimeMs: number): readonly object[] {
  return Array.from({ length: Math.ceil(runtimeMs / chapterMs) }, (_, at) => ({
    StartPositionTicks: ticks(at * chapterMs),
    Name: `Chapter ${at + 1}`,
    ImageDateModified: noDate,
  }));
}

/** The folder on disk for films and series, which is not the library's own id (recorded). */
function parentId(server: MockServer, item: Item): string | null {
  switch (item.kind) {
    case 'movie':
      return server.ids.idOf(handleOf('folder', 0));
    case 'series':
      return server.ids.idOf(handleOf('folder', 1));
    case 'season':
      return server.ids.idOf(handleOf('series', item.show.index));
    case 'episode':
      return server.ids.idOf(handleOf('season', item.work.show.index, item.work.season));
    case 'view':
    case 'folder':
      return server.ids.idOf(handleOf('root', 0));
    default:
      return null;
  }
}
