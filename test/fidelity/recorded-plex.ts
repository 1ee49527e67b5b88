import { readdirSync, readFileSync } from 'node:fs';
import { shared } from '../testing/plex/shared.ts';
import { createKnownShape, type KnownShape, kindOf, rowsIn } from './known-shape.ts';

/** Recorded answers of each route: files below the folder of the fixtures. */
const recordings: Readonly<Record<string, readonly string[]>> = {
  'GET /identity': ['pms-identity/identity-1.43.4.json'],
  'GET /media/providers': ['pms-root/media-providers-plexpass.json', 'pms-root/media-providers-3.40.json'],
  'GET /library/sections': ['pms-sections/sections-1.json'],
  'GET /library/sections/all': ['pms-sections/sections-1.json'],
  'GET /library/sections/{}': ['pms-sections/section-details-includeDetails.json'],
  'GET /library/sections/{}/genre': ['pms-sections/section-genres.json'],
  'GET /library/sections/{}/all': [
    'pms-section-items/movies-includeGuids-includeMeta.json',
    'pms-section-items/shows-includeGuids-includeMeta.json',
    'pms-section-items/episodes-includeGuids.json',
  ],
  'GET /library/metadata/{}': [
    ...['pms-metadata/movie.json', 'pms-metadata/movie-159637.json', 'pms-metadata/show.json'],
    ...['pms-metadata/episode.json', 'pms-metadata/episode-1036.json', 'pms-markers/episode-includeMarkers.json'],
  ],
  'GET /library/metadata/{}/children': ['pms-children/show-seasons.json', 'pms-children/season-episodes.json'],
  'GET /hubs/search': ['pms-search/hubs-search.json'],
  'GET /library/search': ['pms-search/library-search.json', 'pms-search/library-search-small.json'],
  'GET /video/:/transcode/universal/decision': ['pms-transcode/decision-hls-vp9.json'],
  'GET /transcode/sessions': ['pms-transcode/transcode-sessions-video.json'],
  'POST /:/timeline': ['pms-timeline/timeline-progress.json'],
  'GET /:/timeline': ['pms-timeline/timeline-progress.json'],
  'POST /api/v2/pins': ['plextv-pins/pin-new.json'],
  'GET /api/v2/pins/{}': ['plextv-pins/pin-linked.json', 'plextv-pins/pin-new.json'],
  'GET /api/v2/user': [
    ...['plextv-user/user-info-free.json', 'plextv-user/user-info-plexpass.json'],
    'plextv-user/user-info-free-guest.json',
  ],
  'POST /api/v2/home/users/{}/switch': [
    ...['plextv-user/signin-201-1.json', 'plextv-user/user-info-free.json', 'plextv-user/user-info-plexpass.json'],
    'plextv-user/user-info-free-guest.json',
  ],
  'GET /api/v2/resources': ['plextv-resources/resources.json'],
  'GET /api/v2/home/users': ['plextv-home-users/home-users.json'],
};

export interface RecordedPlex {
  count(route: string): number;
  complaints(route: string, body: unknown): readonly string[];
  /** Whether recorded answers of the route, or recorded rows of that kind, have a field there. */
  holds(route: string, place: string): Holding;
}

export function recordedPlex(): RecordedPlex {
  const folder = shared('fixtures/plex') ?? '';
  const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  const rows = createKnownShape();
  const containers = createKnownShape();
  for (const kind of readdirSync(folder).filter((name) => name.startsWith('pms-'))) {
    const files = readdirSync(`${folder}/${kind}`).filter((name) => name.endsWith('.json'));
    // A decision writes many fields in other types than every other answer (recorded).
    for (const name of kind === 'pms-transcode' ? [] : files) {
      const document = read(`${kind}/${name}`);
      learnRows(rows, document);
      containers.learn(containerOf(document));
    }
  }
  const byRoute = new Map<string, KnownShape>();
  for (const [route, files] of Object.entries(recordings)) {
    const shape = createKnownShape();
    for (const name of files) shape.learn(read(name));
    byRoute.set(route, shape);
  }
  const isDecision = (route: string): boolean => route.endsWith('/decision');
  return {
    count: (route) => recordings[route]?.length ?? 0,
    complaints: (route, body) => [
      ...(byRoute.get(route)?.complaints(body) ?? []),
      ...(isDecision(route) ? [] : complaintsOfRows(rows, body)),
      ...(isDecision(route) ? [] : containers.complaints(containerOf(body))),
    ],
    holds: (route, place) => {
      const own = byRoute.get(route)?.holds(place) ?? 'never';
      return own === 'never' && !isDecision(route) ? rowHolds(rows, place) : own;
    },
  };
}

/** The fields around the rows: lists without what is in them. None for a document of plex.tv. */
function containerOf(document: unknown): unknown {
  const isServers = typeof document === 'object' && document !== null && 'MediaContainer' in document;
  const container = isServers ? document.MediaContainer : {};
  if (typeof container !== 'object' || container === null) return document;
  const plain = Object.entries(container).map(([name, value]) => [name, Array.isArray(value) ? [] : value]);
  return { MediaContainer: Object.fromEntries(plain) };
}

export type Holding = ReturnType<KnownShape['holds']>;

export function learnRows(rows: KnownShape, document: unknown): void {
  for (const [list, row] of rowsIn(document)) {
    rows.learn([], list);
    rows.learn(row, `${list}.*${kindOf(row)}`);
  }
}

export function complaintsOfRows(rows: KnownShape, document: unknown): readonly string[] {
  return [...new Set(rowsIn(document).flatMap(([list, row]) => rows.complaints(row, `${list}.*${kindOf(row)}`)))];
}

/** @param place `.MediaContainer.Metadata.*movie.title`: a field of a row, which is known by its list and kind */
export function rowHolds(rows: KnownShape, place: string): Holding {
  const found = [...place.matchAll(/\w*\.\*/g)].map(({ index }) => rows.holds(place.slice(index)));
  return found.find((each) => each === 'always') ?? found.find((each) => each === 'sometimes') ?? 'never';
}
