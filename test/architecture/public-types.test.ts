import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const main = 'index.d.ts';

/** Parts of other types, of which nobody needs to say the name. */
const unnamed = ['Branded', 'ItemBase', 'PlexAccount'];

interface Declarations {
  /** From the names of this file to where they come from. */
  readonly from: ReadonlyMap<string, readonly [file: string, name: string]>;
  readonly exported: readonly string[];
  readonly own: ReadonlyMap<string, string>;
}

function read(file: string): Declarations {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const from = new Map<string, readonly [string, string]>();
  const exported: string[] = [];
  for (const [, kind, names = '', path = ''] of text.matchAll(
    /(import|export)\s+(?:type\s+)?\{([^}]*)\} from '(\..+?)'/g,
  )) {
    for (const entry of names.split(',').map((name) => name.replace(/\btype\b/, '').trim())) {
      const [name = '', alias = name] = entry.split(/\s+as\s+/);
      if (name === '') continue;
      from.set(alias, [resolve(dirname(file), path.replace(/(\.d)?\.[jt]s$/, '.d.ts')), name]);
      if (kind === 'export') exported.push(alias);
    }
  }
  const starts = [...text.matchAll(/^(?:export )?(?:declare )?(?:interface|type|const|function|class) (\w+)/gm)];
  const own = new Map<string, string>();
  for (const [index, { index: start, 0: head, 1: name = '' }] of starts.entries()) {
    own.set(name, text.slice(start + head.length, starts[index + 1]?.index));
  }
  return { from, exported, own };
}

/** Where a name is declared, as `file#name`; undefined for what is not ours. */
function declared(file: string, name: string): string | undefined {
  const { from, own } = read(file);
  if (own.has(name)) return `${file}#${name}`;
  const next = from.get(name);
  return next === undefined ? undefined : declared(...next);
}

const publicIn = (entry: string): readonly string[] =>
  read(resolve(dist, entry)).exported.flatMap((name) => declared(resolve(dist, entry), name) ?? []);

test.each([
  [main, []],
  ['backends/plex/plex.d.ts', [main]],
  ['backends/jellyfin/jellyfin.d.ts', [main]],
])('every type in a signature of %s can be imported', (entry, others) => {
  const mine = publicIn(entry);
  expect(mine.length).toBeGreaterThan(5);
  const known = new Set([...mine, ...others.flatMap(publicIn)]);
  const missing = mine.flatMap((place) => {
    const [file = '', name = ''] = place.split('#');
    const used =
      read(file)
        .own.get(name)
        ?.match(/\b[A-Z]\w+/g) ?? [];
    const places = [...new Set(used)].flatMap((type) => declared(file, type) ?? []);
    return places.filter((each) => !known.has(each)).map((each) => `${name}: ${each.slice(each.indexOf('#') + 1)}`);
  });
  expect(missing.filter((each) => !unnamed.some((name) => each.endsWith(`: ${name}`)))).toEqual([]);
});
