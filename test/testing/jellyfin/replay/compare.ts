import type { Sent } from './send.ts';
import { compareText, isUnset } from './text-classes.ts';
import type { Translation } from './translation.ts';

export interface CompareOptions {
  readonly translation: Translation;
  /** Rows of a listing that the server gives in no defined order, or that it picks at random. */
  readonly rows: 'ordered' | 'any-order' | 'picked';
}

/** Headers whose presence and text agree; the others depend on the machine. */
const exactHeaders = [
  'content-type',
  'location',
  'retry-after',
  'cache-control',
  'vary',
  'etag',
  'content-disposition',
];
const presentHeaders = ['last-modified', 'age', 'accept-ranges', 'content-range'];

/** Everything in which an answer differs from the recorded one, as `where: what`. */
export function differencesOf(recorded: Sent, ours: Sent, options: CompareOptions): string[] {
  const found: string[] = [];
  if (recorded.status !== ours.status) return [`status: ${recorded.status} recorded, ${ours.status} here`];
  for (const name of exactHeaders) {
    const [theirs, mine] = [recorded.headers[name], ours.headers[name]];
    if (theirs !== mine) found.push(`header ${name}: ${theirs} recorded, ${mine} here`);
  }
  for (const name of presentHeaders) {
    if (name in recorded.headers !== name in ours.headers)
      found.push(`header ${name}: ${recorded.headers[name]} recorded`);
  }
  if ((recorded.headers['content-length'] === '0') !== (ours.headers['content-length'] === '0')) {
    found.push(`header content-length: ${recorded.headers['content-length']} recorded`);
  }
  compareValues({ at: '', recorded: recorded.body, ours: ours.body, options, found });
  return found;
}

interface Place {
  readonly at: string;
  readonly recorded: unknown;
  readonly ours: unknown;
  readonly options: CompareOptions;
  readonly found: string[];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Numbers that follow from what the library holds, and so are the same on both servers. */
const counters =
  /(?:^|\.)(?:TotalRecordCount|StartIndex|\w*IndexNumber(?:End)?|RecursiveItemCount|\w+Count|PlayedPercentage|Index|Status|status|Channels|MinResumePct|MaxResumePct|MinResumeDurationSeconds|DefaultAudioStreamIndex|DefaultSubtitleStreamIndex|PrimaryImageAspectRatio|Rating)$/;

function compareValues(place: Place): void {
  const { at, recorded, ours, found, options } = place;
  // Another item than the recorded one stands here: only types are compared, and what every item has.
  const picked = options.rows === 'picked' && /\[\d+\]/.test(at);
  const [theirs, mine] = [typeOf(recorded), typeOf(ours)];
  if (theirs !== mine) {
    found.push(`${at}: ${theirs} recorded, ${mine} here`);
  } else if (Array.isArray(recorded) && Array.isArray(ours)) {
    compareLists(place, recorded, ours);
  } else if (typeof recorded === 'object' && recorded !== null && typeof ours === 'object' && ours !== null) {
    compareObjects(place, recorded, ours);
  } else if (typeof recorded === 'string' && typeof ours === 'string') {
    if (picked && !/\.(?:MediaType|LocationType|VideoType)$/.test(at)) return;
    const problem = compareText({ at, recorded, ours, translation: options.translation });
    if (problem !== undefined) found.push(`${at}: ${problem}`);
  } else if (typeof recorded === 'boolean') {
    if (recorded !== ours && !picked) found.push(`${at}: ${recorded} recorded, ${String(ours)} here`);
  } else if (typeof recorded === 'number' && typeof ours === 'number') {
    if (picked) return;
    const differ = counters.test(at) ? recorded !== ours : (recorded === 0) !== (ours === 0);
    if (differ) found.push(`${at}: ${recorded} recorded, ${ours} here`);
  }
}

function compareObjects(place: Place, recorded: object, ours: object): void {
  const { at, options, found } = place;
  const theirs = new Map<string, unknown>(Object.entries(recorded));
  const mine = new Map<string, unknown>(Object.entries(ours));
  const picked = options.rows === 'picked' && /\[\d+\]/.test(at);
  // The number of a library's children is another one at every call (seen).
  const isLibrary = theirs.get('Type') === 'CollectionFolder' && mine.get('Type') === 'CollectionFolder';
  if (isLibrary)
    for (const side of [theirs, mine]) if (typeof side.get('ChildCount') === 'number') side.set('ChildCount', 1);
  // Keys that are themselves data.
  if (/ImageBlurHashes(\.\w+)?$/.test(at)) return;
  for (const [key, value] of theirs) {
    const inner = `${at}.${key}`;
    if (!mine.has(key) && picked && dependent.test(inner)) continue;
    if (!mine.has(key)) found.push(`${inner}: absent here`);
    else compareValues({ at: inner, recorded: value, ours: mine.get(key), options, found });
  }
  for (const key of mine.keys()) {
    const excused = picked && dependent.test(`${at}.${key}`);
    if (!theirs.has(key) && !excused) found.push(`${at}.${key}: invented here`);
  }
}

function compareLists(place: Place, recorded: readonly unknown[], ours: readonly unknown[]): void {
  const { at, options, found } = place;
  const rows = /^(?:\.Items)?$/.test(at) ? options.rows : 'ordered';
  const within = options.rows === 'picked' && /\[\d+\]/.test(at);
  if (recorded.length !== ours.length && !within)
    found.push(`${at}: ${recorded.length} rows recorded, ${ours.length} here`);
  const pairs =
    rows === 'any-order' || (options.rows === 'any-order' && /\.ArtistItems$/.test(at))
      ? matched(recorded, ours, options.translation)
      : inOrder(recorded, ours);
  for (const [row, [theirs, mine]] of pairs.entries()) {
    if (mine === undefined) {
      found.push(`${at}[${row}]: no such row here`);
      continue;
    }
    // What the server picks at random can be compared only with a row of the same type.
    if (rows === 'picked' && textOf(theirs, 'Type') !== textOf(mine, 'Type')) continue;
    const inner = rows === 'picked' ? { ...options, translation: unlearned(options.translation) } : options;
    compareValues({ at: `${at}[${row}]`, recorded: theirs, ours: mine, options: inner, found });
  }
}

/** What some items have and others of their type have not. */
const dependent =
  /\.(?:ImageTags\.\w+|HasSubtitles|ForcedSortName|MediaSourceCount|CommunityRating|OfficialRating|Overview|PremiereDate|ProductionYear|PrimaryImageAspectRatio|ParentLogo\w+)$|MediaStreams\[\d+\]\.\w+$|Default(?:Audio|Subtitle)StreamIndex$/;

type Pair = readonly [unknown, unknown];

function inOrder(recorded: readonly unknown[], ours: readonly unknown[]): readonly Pair[] {
  return recorded.slice(0, ours.length).map((each, at) => [each, ours[at]]);
}

/** Rows with the same known id first, then of one kind, name and number. */
function matched(recorded: readonly unknown[], ours: readonly unknown[], translation: Translation): readonly Pair[] {
  const left = [...ours];
  const take = (test: (row: unknown) => boolean): unknown => {
    const at = left.findIndex(test);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const byId = recorded.map((row): Pair => {
    const id = translation.known(textOf(row, 'Id'));
    return [row, id === undefined ? undefined : take((each) => textOf(each, 'Id') === id)];
  });
  return byId.map(([row, found]) => [row, found ?? take((each) => likely(row, each, translation))]);
}

function textOf(row: unknown, name: string): string {
  const value =
    typeof row === 'object' && row !== null ? new Map<string, unknown>(Object.entries(row)).get(name) : undefined;
  return isUnset(value) ? '' : String(value);
}

/** Tells rows whose ids are not known yet from each other: by their kind, their numbers and where they stand. */
function likely(recorded: unknown, ours: unknown, translation: Translation): boolean {
  const plain = ['Type', 'IndexNumber', 'ParentIndexNumber', 'ProductionYear', 'Client', 'DeviceId'];
  const ids = ['AlbumId', 'SeriesId', 'ParentId'].flatMap((name) => {
    const id = translation.known(textOf(recorded, name));
    return id === undefined ? [] : [{ name, id }];
  });
  return (
    plain.every((name) => textOf(recorded, name) === textOf(ours, name)) &&
    ids.every(({ name, id }) => textOf(ours, name) === id)
  );
}

/** Picked rows stand for other items: nothing is learned from them and nothing checked. */
function unlearned(translation: Translation): Translation {
  return { ...translation, learn: () => undefined };
}
