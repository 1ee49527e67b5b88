import type { Sent } from './send.ts';
import { compareText, isUnset } from './text-classes.ts';
import type { Translation } from './translation.ts';

export interface CompareOptions {
  readonly translation: Translation;
  /** Rows of a listing that the server gives in no defined order, or that it picks at random. */
  readonly rows: 'ordered' | 'any-order' | 'picked';
}

/** Headers whose presence and text agree; the others depend on the machine. */
const exactHeaders = ['content-type', 'location', 'retry-after', 'cache-control', 'vary', 'etag', 'content-disposition'];
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
    if ((name in recorded.headers) !== (name in ours.headers)) found.push(`header ${name}: ${recorded.headers[name]} recorded`);
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
  const [theirs, mine] = [typeOf(recorded), typeOf(ours)];
  if (theirs !== mine) {
    found.push(`${at}: ${theirs} recorded, ${mine} here`);
  } else if (Array.isArray(recorded) && Array.isArray(ours)) {
    compareLists(place, recorded, ours);
  } else if (typeof recorded === 'object' && recorded !== null && typeof ours === 'object' && ours !== null) {
    compareObjects(place, recorded, ours);
  } else if (typeof recorded === 'string' && typeof ours === 'string') {
    const problem = compareText({ at, recorded, ours, translation: options.translation });
    if (problem !== undefined) found.push(`${at}: ${problem}`);
  } else if (typeof recorded === 'boolean') {
    if (recorded !== ours) found.push(`${at}: ${recorded} recorded, ${String(ours)} here`);
  } else if (typeof recorded === 'number' && typeof ours === 'number') {
    const random = /^(?:\.Items)?(?:\[\])?\.ChildCount/.test(at.replaceAll(/\[\d+\]/g, '[]')) && place.options.rows === 'picked';
    const differ = counters.test(at) && !random ? recorded !== ours : (recorded === 0) !== (ours === 0);
    if (differ) found.push(`${at}: ${recorded} recorded, ${ours} here`);
  }
}

function compareObjects(place: Place, recorded: object, ours: object): void {
  const { at, options, found } = place;
  const theirs = new Map<string, unknown>(Object.entries(recorded));
  const mine = new Map<string, unknown>(Object.entries(ours));
  // The number of a library's children is another one at every call (seen).
  const isLibrary = theirs.get('Type') === 'CollectionFolder' && mine.get('Type') === 'CollectionFolder';
  if (isLibrary) for (const side of [theirs, mine]) if (typeof side.get('ChildCount') === 'number') side.set('ChildCount', 1);
  // Keys that are themselves data.
  if (/ImageBlurHashes(\.\w+)?$/.test(at)) return;
  for (const [key, value] of theirs) {
    const inner = `${at}.${key}`;
    if (!mine.has(key)) found.push(`${inner}: absent here`);
    else compareValues({ at: inner, recorded: value, ours: mine.get(key), options, found });
  }
  for (const key of mine.keys()) if (!theirs.has(key)) found.push(`${at}.${key}: invented here`);
}

function compareLists(place: Place, recorded: readonly unknown[], ours: readonly unknown[]): void {
  const { at, options, found } = place;
  const rows = /^(?:\.Items)?$/.test(at) ? options.rows : 'ordered';
  if (recorded.length !== ours.length) found.push(`${at}: ${recorded.length} rows recorded, ${ours.length} here`);
  const pairs = rows === 'ordered' ? inOrder(recorded, ours) : matched(recorded, ours, options.translation);
  for (const [row, [theirs, mine]] of pairs.entries()) {
    if (theirs === undefined || mine === undefined) continue;
    // What the server picks at random can be compared only with a row of the same type.
    if (rows === 'picked' && key(theirs) !== key(mine)) continue;
    const inner = rows === 'picked' ? { ...options, translation: unlearned(options.translation) } : options;
    compareValues({ at: `${at}[${row}]`, recorded: theirs, ours: mine, options: inner, found });
  }
}

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
  return byId.map(([row, found]) => [row, found ?? take((each) => key(each) === key(row))]);
}

function textOf(row: unknown, name: string): string {
  const value = typeof row === 'object' && row !== null ? new Map<string, unknown>(Object.entries(row)).get(name) : undefined;
  return isUnset(value) ? '' : String(value);
}

function key(row: unknown): string {
  return ['Type', 'IndexNumber', 'ParentIndexNumber', 'Album', 'Client', 'DeviceId'].map((name) => textOf(row, name)).join();
}

/** Picked rows stand for other items: nothing is learned from them and nothing checked. */
function unlearned(translation: Translation): Translation {
  return { ...translation, learn: () => undefined };
}
