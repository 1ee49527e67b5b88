import type { PersonWork } from '../catalogue/works.ts';
import { parentOf } from './ancestry.ts';
import { addCounts } from './count-fields.ts';
import type { FieldContext } from './field-context.ts';
import { aspectRatio, imagesOf } from './image-tags.ts';
import { fileOf, type Item, isFolder, showOf } from './items.ts';
import { addedAtOf } from './library.ts';
import { mediaSources, mediaStreams } from './media-sources.ts';
import { itemPath } from './paths.ts';
import { sortName } from './sort-keys.ts';
import { hexOf, nameId, noDate, ticks, wireDate } from './wire-values.ts';

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

const fieldWriters: Readonly<Record<string, FieldWriter>> = {
  etag: ({ row, etag }) => {
    row.Etag = etag;
  },
  datecreated: ({ row, item, server }) => {
    row.DateCreated = wireDate(addedAtOf(item) ?? server.library.unchangedSince);
  },
  datelastmediaadded: ({ row, item, server }) => {
    if (!isFolder(item) || (item.kind === 'artist' && item.work.albums.length === 0)) return;
    if (item.kind === 'root' && !server.traits.datesOfRoot) return;
    const episodes = item.kind === 'series' ? server.library.episodes(item.work.index) : [];
    const latest = Math.max(...episodes.map(({ work }) => work.addedAt));
    if (Number.isFinite(latest)) row.DateLastMediaAdded = wireDate(latest);
    else if (server.traits.emptyValuesWritten) row.DateLastMediaAdded = noDate;
  },
  candelete: ({ row, account }) => {
    // Nobody in particular may do everything (recorded).
    row.CanDelete = account === undefined;
  },
  candownload: ({ row, item }) => {
    row.CanDownload = fileOf(item) !== undefined || item.kind === 'photo';
  },
  sortname: ({ row, item, server }) => {
    row.SortName = sortName(server.library, item.handle);
  },
  originaltitle: ({ row, item }) => {
    if (item.kind === 'movie' && item.work.originalTitle !== undefined) row.OriginalTitle = item.work.originalTitle;
  },
  externalurls: ({ row, item, facts, server }) => {
    const season = item.kind === 'season' ? `/episodes/?season=${item.season}` : '';
    const imdb = item.kind === 'season' && server.traits.linksOfSeasons ? item.show.imdb : facts.imdb;
    row.ExternalUrls = imdb ? [{ Name: 'IMDb', Url: `https://www.imdb.com/title/${imdb}${season}` }] : [];
  },
  path: ({ row, item, server }) => {
    const path = itemPath(item, server.library);
    if (path !== undefined) row.Path = path;
  },
  enablemediasourcedisplay: ({ row }) => {
    row.EnableMediaSourceDisplay = true;
  },
  overview: ({ row, facts }) => {
    if (facts.overview !== '') row.Overview = facts.overview;
  },
  taglines: ({ row, item }) => {
    row.Taglines = item.kind === 'movie' && item.work.tagline !== '' ? [item.work.tagline] : [];
  },
  genres: ({ row, item, facts, server }) => {
    const genres = item.kind === 'boxset' && !server.traits.boxSetsInherit ? [] : facts.genres;
    row.Genres = genres;
    row.GenreItems = genres.map((name) => named('genre', name));
  },
  playaccess: ({ row, account }) => {
    if (account !== undefined) row.PlayAccess = 'Full';
  },
  productionlocations: ({ row, item }) => {
    if (item.kind === 'movie') row.ProductionLocations = [];
  },
  remotetrailers: ({ row }) => {
    row.RemoteTrailers = [];
  },
  providerids: ({ row, facts: { imdb, tmdb, tvdb } }) => {
    const all = { Imdb: imdb, Tmdb: tmdb, Tvdb: tvdb };
    row.ProviderIds = Object.fromEntries(Object.entries(all).filter(([, id]) => id !== ''));
  },
  parentid: ({ row, item, server }) => {
    const parent = parentOf(server.library, item.handle);
    row.ParentId = parent === undefined ? null : server.ids.idOf(parent);
  },
  people: ({ row, item, facts, server }) => {
    const { emptyValuesWritten, peopleOfMusic } = server.traits;
    const music = item.kind === 'album' || item.kind === 'track' ? item : undefined;
    const credited = [
      ...(music === undefined ? [] : [{ name: music.artist.name, type: 'AlbumArtist' }]),
      ...(music?.performers ?? []).map(({ name }) => ({ name, type: 'Artist' })),
    ];
    row.People =
      music === undefined
        ? facts.people.map((person) => personRow(person, emptyValuesWritten))
        : peopleOfMusic
          ? credited.map(({ name, type }) => ({ ...named('person', name), Role: '', Type: type }))
          : [];
  },
  studios: ({ row, item, facts, server }) => {
    const studios = item.kind === 'boxset' && !server.traits.boxSetsInherit ? [] : facts.studios;
    row.Studios = studios.map((name) => named('studio', name));
  },
  localtrailercount: ({ row, item }) => {
    row.LocalTrailerCount = item.kind === 'movie' ? (item.work.trailers?.length ?? 0) : 0;
  },
  specialfeaturecount: ({ row }) => {
    row.SpecialFeatureCount = 0;
  },
  childcount: (context) => addCounts(context, 'ChildCount'),
  recursiveitemcount: (context) => addCounts(context, 'RecursiveItemCount'),
  itemcounts: (context) => addCounts(context, 'ItemCounts'),
  displaypreferencesid: ({ row, item, server }) => {
    row.DisplayPreferencesId = item.kind === 'view' ? server.ids.idOf(item.handle) : hexOf('display', item.kind);
  },
  tags: ({ row }) => {
    row.Tags = [];
  },
  primaryimageaspectratio: ({ row, item }) => {
    if (imagesOf(item).includes('Primary')) row.PrimaryImageAspectRatio = aspectRatio(item);
  },
  mediasources: ({ row, item, server, account }) => {
    if (fileOf(item) !== undefined) row.MediaSources = mediaSources(server, item, account !== undefined);
  },
  mediasourcecount: ({ row, item }) => {
    const others = item.kind === 'movie' ? (item.work.otherVersions?.length ?? 0) : 0;
    if (others > 0) row.MediaSourceCount = others + 1;
  },
  mediastreams: ({ row, item, server }) => {
    if (fileOf(item) !== undefined) row.MediaStreams = mediaStreams(server, item);
  },
  seriesstudio: ({ row, item, server }) => {
    if (item.kind !== 'episode' && item.kind !== 'season') return;
    const studio = showOf(item)?.studio ?? '';
    if (studio !== '' || server.traits.emptyValuesWritten) row.SeriesStudio = studio;
  },
  chapters: ({ row, item, server }) => {
    const chapters = chaptersOf(item);
    if (chapters !== undefined || server.traits.chaptersEverywhere) row.Chapters = chapters ?? [];
  },
  trickplay: ({ row, item }) => {
    if (fileOf(item) !== undefined && item.kind !== 'track') row.Trickplay = {};
  },
  settings: ({ row, item, server }) => {
    row.LockedFields = [];
    // Box sets made by hand were locked against overwriting (recorded on 10.10).
    if (item.kind === 'movie' && item.work.givenSortTitle !== undefined) row.ForcedSortName = item.work.givenSortTitle;
    row.LockData = item.kind === 'boxset' && !server.traits.boxSetsInherit;
  },
  width: ({ row, item }) => {
    const file = item.kind === 'track' ? undefined : fileOf(item);
    if (file !== undefined) row.Width = file.width;
  },
  height: ({ row, item }) => {
    const file = item.kind === 'track' ? undefined : fileOf(item);
    if (file !== undefined) row.Height = file.height;
  },
};

const roles = { actor: 'Actor', director: 'Director', writer: 'Writer' } as const;

function personRow({ name, role, character }: PersonWork, emptyRole: boolean): object {
  const Role = character ?? (emptyRole ? '' : undefined);
  return { ...named('person', name), ...(Role === undefined ? {} : { Role }), Type: roles[role] };
}

const chapterMs = 12 * 60_000;

/** Undefined for what can have none. */
function chaptersOf(item: Item): readonly object[] | undefined {
  const file = fileOf(item);
  if (file === undefined || item.kind === 'track') return undefined;
  if (item.kind !== 'movie') return [];
  const { runtimeMs, index } = item.work;
  const count = file.chapters ?? (index % 3 === 2 ? 0 : Math.ceil(runtimeMs / chapterMs));
  const each = file.chapters === undefined ? chapterMs : runtimeMs / count;
  return Array.from({ length: count }, (_, at) => ({
    StartPositionTicks: ticks(at * each),
    Name: `Chapter ${at + 1}`,
    ImageDateModified: noDate,
  }));
}
