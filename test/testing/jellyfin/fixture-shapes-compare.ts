import { readdirSync, readFileSync } from 'node:fs';
import { shared } from '../plex/shared.ts';

/** How one recorded answer is compared, or why it is not. */
export type FixturePlan<Stage> =
  | { readonly ours: (stage: Stage) => Promise<unknown>; readonly part?: (recorded: unknown) => unknown }
  | { readonly notCompared: string };

export interface FixtureDifference {
  readonly file: RegExp;
  readonly where: RegExp;
  readonly reason: string;
}

export interface Fixture {
  /** `auth/login.json`, inside the folder of its server. */
  readonly name: string;
  /** Nothing was cut from it and nothing edited: what it has must be here, too. */
  readonly complete: boolean;
  readonly read: () => string;
}

/** Every file of one server's folder, with what the index says of it. A file that is not in the index is not complete. */
export function fixturesOf(server: 'jellyfin' | 'plex'): readonly Fixture[] {
  const folder = shared(`fixtures/${server}`);
  const index = shared('fixtures/INDEX.md');
  if (folder === undefined || index === undefined) return [];
  const rows = readFileSync(index, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const certainty = new Map(rows.map((cells) => [cells[1] ?? '', cells[5] ?? '']));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .toSorted()
    .map((name) => ({
      name,
      complete: certainty.get(`${server}/${name}`) === 'real',
      read: () => readFileSync(`${folder}/${name}`, 'utf8'),
    }));
}

export interface ShapeRules {
  /** What was recorded must be here. */
  readonly complete: boolean;
  /** Paths at which the server defines the set of values. */
  readonly enums: RegExp;
  /** Names of objects whose keys are data themselves. */
  readonly dictionaries: RegExp;
}

interface Place {
  readonly types: Set<string>;
  readonly texts: Set<string>;
}

/** `where: what`, for types that differ, for what is absent here, and for enums that have no value in common. */
export function shapeDifferences(recorded: unknown, ours: unknown, rules: ShapeRules): readonly string[] {
  const mine = placesOf(ours, rules.dictionaries);
  const found: string[] = [];
  for (const [path, theirs] of placesOf(recorded, rules.dictionaries)) {
    const here = mine.get(path);
    if (here === undefined) {
      const parent = mine.get(path.replace(/(?:\.[^.[\]]+|\[\])$/, ''));
      // Of what is absent as a whole, the outermost is named; an empty list says nothing about rows.
      if (rules.complete && parent !== undefined && !path.endsWith('[]')) found.push(`${path}: absent here`);
      continue;
    }
    const strange = [...here.types].filter((type) => !theirs.types.has(type));
    if (strange.length > 0) found.push(`${path}: ${[...theirs.types].join(' or ')} recorded, ${strange.join()} here`);
    const values = [...theirs.texts].filter((text) => text !== '');
    if (rules.enums.test(path) && values.length > 0 && !values.some((text) => here.texts.has(text))) {
      found.push(`${path}: '${values.join()}' recorded, '${[...here.texts].join()}' here`);
    }
  }
  return found;
}

function placesOf(value: unknown, dictionaries: RegExp): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const walk = (inner: unknown, path: string): void => {
    const place = places.get(path) ?? { types: new Set(), texts: new Set() };
    places.set(path, place);
    place.types.add(inner === null ? 'null' : Array.isArray(inner) ? 'list' : typeof inner);
    if (typeof inner === 'string') place.texts.add(inner);
    if (Array.isArray(inner)) for (const each of inner) walk(each, `${path}[]`);
    else if (typeof inner === 'object' && inner !== null) {
      const keys = dictionaries.test(path);
      for (const [key, each] of Object.entries(inner)) walk(each, `${path}.${keys ? '*' : key}`);
    }
  };
  walk(value, '');
  return places;
}

/** Sorts what was found into what a row explains and what none does; rows that explain something are put into `used`. */
export function unexplained(
  file: string,
  found: readonly string[],
  table: readonly FixtureDifference[],
  used: Set<FixtureDifference>,
): readonly string[] {
  return found.filter((each) => {
    const row = table.find((difference) => difference.file.test(file) && difference.where.test(each));
    if (row !== undefined) used.add(row);
    return row === undefined;
  });
}
