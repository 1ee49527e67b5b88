import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

interface Rule {
  /** Folder, or file without `.ts`, below src. The longest that fits decides. */
  readonly place: string;
  /** Our own places that may be imported, beside the place itself. */
  readonly ours: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

const contract = ['media-backend', 'auth-provider', 'backend-context', 'lan-protocol'].map(
  (name) => `backends/${name}`,
);
const vendorMay = ['errors', 'models', ...contract, 'backends/http'];
const entryPoints = ['mediafold', 'mediafold/plex', 'mediafold/jellyfin', 'mediafold/testing'];

/** The table of docs/decisions.md. One way only: nothing below may be reached from above it. */
const rules: readonly Rule[] = [
  { place: 'index', ours: ['errors', 'models', ...contract, 'db', 'services'], packages: [], node: false },
  { place: 'errors', ours: [], packages: [], node: false },
  { place: 'models', ours: ['errors'], packages: [], node: false },
  { place: 'backends', ours: ['errors', 'models', ...contract], packages: [], node: false },
  { place: 'backends/http', ours: ['errors', 'models', ...contract], packages: ['ky', 'p-retry', 'zod'], node: false },
  { place: 'backends/plex', ours: vendorMay, packages: ['zod', 'jose'], node: false },
  { place: 'backends/jellyfin', ours: vendorMay, packages: ['zod'], node: false },
  { place: 'backends/memory', ours: ['errors', 'models', ...contract], packages: [], node: false },
  { place: 'db', ours: ['errors', 'models'], packages: ['kysely', 'better-sqlite3', 'jose', 'zod'], node: true },
  { place: 'services', ours: ['errors', 'models', ...contract, 'db'], packages: [], node: true },
  // Loaded only for sources with trust of their own.
  { place: 'services/access/access-fetch', ours: ['models', 'services/access'], packages: ['undici'], node: true },
  {
    place: 'services/backend-factory',
    ours: ['errors', 'models', ...contract, 'backends/plex/plex', 'backends/jellyfin/jellyfin'],
    packages: [],
    node: false,
  },
  {
    place: 'testing',
    ours: ['errors', 'models', ...contract],
    packages: ['jose', 'hono', '@hono/node-server', 'ws'],
    node: true,
  },
  { place: 'cli', ours: [], packages: [...entryPoints, 'commander', 'listr2', 'cli-table3', 'uqr'], node: true },
];

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

const inside = (place: string, path: string): boolean => path === place || path.startsWith(`${place}/`);

function ruleFor(path: string): Rule {
  const fitting = rules.filter((rule) => inside(rule.place, path)).sort((a, b) => b.place.length - a.place.length)[0];
  if (fitting === undefined) throw new Error(`${path} lies in a folder that the import table does not know`);
  return fitting;
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

function complaint(path: string, file: string, specifier: string): string | undefined {
  const rule = ruleFor(path);
  if (specifier.startsWith('.')) {
    const target = relative(src, resolve(dirname(file), specifier)).replace(/\.ts$/, '');
    // A place may use itself, and a single file of a folder (the factory) may use its folder's neighbours.
    const home = rule.place.startsWith('services') ? 'services' : rule.place;
    const allowed = inside(home, target) ? home !== 'backends' || contract.includes(target) : false;
    return allowed || rule.ours.some((place) => inside(place, target)) ? undefined : `${path} imports ${target}`;
  }
  if (specifier.startsWith('node:')) return rule.node ? undefined : `${path} imports ${specifier}: browsers have none`;
  const known = entryPoints.includes(specifier) ? specifier : specifier.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1');
  return rule.packages.includes(known) ? undefined : `${path} imports the package ${specifier}`;
}

describe('the import table', () => {
  test('every file of src keeps it', () => {
    const complaints = files.flatMap((file) => {
      const path = relative(src, file).replace(/\.ts$/, '');
      return importsOf(file).flatMap((specifier) => complaint(path, file, specifier) ?? []);
    });
    expect(files.length).toBeGreaterThan(40);
    expect(complaints).toEqual([]);
  });

  test('a forbidden import is noticed', () => {
    const file = join(src, 'backends/plex/plex-map.ts');
    expect(complaint('backends/plex/plex-map', file, '../jellyfin/jellyfin-map.ts')).toBeDefined();
    expect(complaint('backends/plex/plex-map', file, 'node:fs')).toBeDefined();
    expect(
      complaint('services/connect/race', join(src, 'services/connect/race.ts'), '../../backends/plex/plex.ts'),
    ).toBeDefined();
    expect(
      complaint('testing/plex/x', join(src, 'testing/plex/x.ts'), '../../backends/plex/plex-wire.ts'),
    ).toBeDefined();
    expect(complaint('cli/x', join(src, 'cli/x.ts'), '../index.ts')).toBeDefined();
    expect(complaint('models/x', join(src, 'models/x.ts'), 'kysely')).toBeDefined();
  });
});

describe('the shape of the sources', () => {
  test('no two files need each other, not even for a type', () => {
    const needs = new Map(
      files.map((file) => [
        file,
        importsOf(file).flatMap((name) => (name.startsWith('.') ? resolve(dirname(file), name) : [])),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file))
        circles.push([...path.slice(path.indexOf(file)), file].map((at) => relative(src, at)).join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of needs.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('no file is longer than 250 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251);
    expect(long.map((file) => relative(src, file))).toEqual([]);
  });

  test('what serves all vendors asks what can be done, and never who it is', () => {
    const common = ['services', 'backends/http', 'db/repositories'];
    const naming = files.flatMap((file) => {
      const path = relative(src, file);
      if (!common.some((place) => inside(place, path)) || path === 'services/backend-factory.ts') return [];
      const lines = readFileSync(file, 'utf8').split('\n');
      return lines
        .filter((line) => /['"`](plex|jellyfin)\b[\w-]*['"`]/i.test(line))
        .map((line) => `${path}: ${line.trim()}`);
    });
    expect(naming).toEqual([]);
  });

  test('both backends draw from the same file names', () => {
    const parts = (vendor: string): readonly string[] =>
      readdirSync(join(src, 'backends', vendor))
        .filter((name) => /^[a-z]+(-(backend|api|wire|map|connections))?\.ts$/.test(name))
        .map((name) => name.replace(vendor, '*'))
        .sort();
    expect(parts('plex')).toEqual(['*-api.ts', '*-backend.ts', '*-connections.ts', '*-map.ts', '*-wire.ts', '*.ts']);
    expect(parts('jellyfin')).toEqual(parts('plex'));
  });
});
