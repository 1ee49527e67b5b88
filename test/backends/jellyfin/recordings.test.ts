import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPublicInfo } from '../../../src/backends/jellyfin/jellyfin-connections.ts';
import { mapRow } from '../../../src/backends/jellyfin/jellyfin-map.ts';
import { librariesOf } from '../../../src/backends/jellyfin/jellyfin-map-libraries.ts';
import {
  loginSchema,
  pageSchema,
  publicInfoSchema,
  quickConnectSchema,
  userSchema,
  usersSchema,
  viewsSchema,
} from '../../../src/backends/jellyfin/jellyfin-wire.ts';
import { itemKinds } from '../../../src/models/item.ts';

const shared = process.env.MEDIAFOLD_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const isThere = existsSync(join(shared, 'recordings'));
// So that nobody takes silence for success.
if (!isThere) console.info('recorded Jellyfin answers: skipped, MEDIAFOLD_SHARED does not lead to them');

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Answer {
  /** File and step, to find it again. */
  readonly name: string;
  /** Path that was asked, without query; of fixtures, their own. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function filesBelow(folder: string, ending: string): readonly string[] {
  if (!isThere) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const load = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8')) as unknown;

/** A step is written in one of two ways: with a whole request, or with what was asked as one line. */
function answersOf(file: string): readonly Answer[] {
  const steps = load(file);
  if (!Array.isArray(steps)) return [];
  return steps.filter(isObject).flatMap((step): readonly Answer[] => {
    const { request, response, name } = step;
    if (!isObject(response) || typeof response.status !== 'number') return [];
    const asked = isObject(request) ? String(request.path) : String(request);
    const path = asked.replace(/[? ].*$/, '');
    return [
      {
        name: `${relative(shared, file)}: ${String(name ?? asked)}`,
        path,
        status: response.status,
        body: parsed(response.body),
      },
    ];
  });
}

const recorded = filesBelow(join(shared, 'recordings'), '.json').flatMap(answersOf);
const fixtures: readonly Answer[] = filesBelow(join(shared, 'fixtures/jellyfin'), '.json').map((file) => ({
  name: relative(shared, file),
  path: `/${relative(join(shared, 'fixtures/jellyfin'), file)}`,
  status: 200,
  body: load(file),
}));
/** The recorder kept only the beginning of long answers while the server was starting. */
const isCut = ({ body }: Answer): boolean => typeof body === 'string' && body.startsWith('{');
const answers = [...recorded, ...fixtures].filter((answer) => answer.status === 200 && !isCut(answer));

/** Rows of items, wherever they stand in an answer. */
function rowsOf({ body }: Answer): readonly Json[] {
  const rows = isObject(body) ? (Array.isArray(body.Items) ? body.Items : [body]) : Array.isArray(body) ? body : [];
  return rows
    .filter(isObject)
    .filter((row) => 'Type' in row && 'Id' in row && ('IsFolder' in row || 'MediaType' in row));
}

/** What no listing asks for, and so may be put aside. */
const noItems: Readonly<Record<string, string>> = {
  CollectionFolder: 'a library, read by its own schema',
  UserView: 'a library of an older server',
  AggregateFolder: 'the root above all libraries',
  UserRootFolder: 'the root of one user',
  Folder: 'a folder of the disk: what is in it is listed by itself',
  Genre: 'a word that items are filed under',
  MusicGenre: 'the same for music',
  Studio: 'the same',
  Person: 'comes with the items that they are part of',
  Year: 'a number',
  TvChannel: 'live television',
  Channel: 'a library that a plug-in makes',
  ManualPlaylistsFolder: 'the folder of playlists',
};

/** Files in which every value was replaced by an empty one, ids included. */
const shapeOnly = (name: string): boolean => name.includes('-shape-');

/** A Jellyfin server answered it: fixtures hold a few answers of its forerunner. */
const matching = (pattern: RegExp): readonly Answer[] => answers.filter(({ path }) => pattern.test(path));

describe.skipIf(!isThere)('recorded answers', () => {
  test('every item is understood, with its title; what is put aside has a reason', () => {
    const problems: string[] = [];
    const seen = new Map<string, number>();
    for (const answer of answers) {
      for (const row of rowsOf(answer)) {
        const type = String(row.Type);
        seen.set(type, (seen.get(type) ?? 0) + 1);
        const mapped = mapRow(row, { completeness: 'full' });
        if ('item' in mapped) {
          const { item } = mapped;
          if (!itemKinds.includes(item.kind) || item.id !== row.Id || item.title !== row.Name) {
            problems.push(`${answer.name}: ${String(row.Id)} came out as ${item.kind} ${item.id}`);
          }
          if (noItems[type] !== undefined) problems.push(`${answer.name}: ${type} is an item after all`);
        } else if (noItems[type] === undefined && !(shapeOnly(answer.name) && row.Id === '')) {
          problems.push(`${answer.name}: ${type} ${String(row.Id)}: ${mapped.rejected.reason}`);
        }
      }
    }
    expect(problems).toEqual([]);
    for (const type of [
      'Movie',
      'Series',
      'Season',
      'Episode',
      'MusicArtist',
      'MusicAlbum',
      'Audio',
      'BoxSet',
      'Photo',
    ]) {
      expect(seen.get(type), type).toBeGreaterThan(2);
    }
  });

  test('every page says what it is', () => {
    const pages = answers.filter(
      ({ body }) => isObject(body) && Array.isArray(body.Items) && 'TotalRecordCount' in body,
    );
    expect(pages.length).toBeGreaterThan(150);
    for (const { name, body } of pages) {
      const page = pageSchema.safeParse(body);
      expect(page.success, name).toBe(true);
      expect(page.data?.TotalRecordCount, name).toEqual(expect.any(Number));
    }
  });

  test.each([
    ['who a server is', /\/System\/Info\/Public$|public-12/i, publicInfoSchema, 12],
    ['users', /\/Users\/Me$/, userSchema, 20],
    ['lists of users', /users-12/, usersSchema, 1],
    ['logins', /\/Users\/Authenticate|authenticate-by-name-2016/, loginSchema, 12],
    ['Quick Connect', /\/QuickConnect\/(Initiate|Connect)$/, quickConnectSchema, 6],
    ['libraries', /\/UserViews$|\/Users\/[^/]+\/Views$|views-2016/, viewsSchema, 8],
  ])('%s', (_, pattern, schema, atLeast) => {
    const found = matching(pattern);
    expect(found.length).toBeGreaterThanOrEqual(atLeast);
    for (const { name, body } of found) {
      const result = schema.safeParse(body);
      expect(result.success ? '' : `${name}: ${JSON.stringify(result.error.issues)}`).toBe('');
    }
  });

  test('a server is recognised in whichever case it writes', () => {
    const found = matching(/\/System\/Info\/Public$/i);
    const isCamel = ({ body }: Answer): boolean => isObject(body) && 'serverName' in body;
    expect(found.filter(isCamel).length).toBeGreaterThan(0);
    for (const { name, body } of found) {
      const info = publicInfoSchema.safeParse(body);
      expect(info.success, name).toBe(true);
      if (!info.success) continue;
      const server = readPublicInfo(info.data, 'http://h');
      expect(server.serverId, name).toMatch(/^[0-9a-f]{32}$/);
      expect(server.version, name).toMatch(/^1[0-9]\.\d+\.\d+$/);
    }
  });

  test('libraries have their kinds', () => {
    const kinds = new Set<string>();
    for (const { body } of matching(/\/UserViews$/)) {
      const views = viewsSchema.safeParse(body);
      for (const { kind } of librariesOf(views.data?.Items ?? [])) kinds.add(kind);
    }
    expect(kinds).toEqual(new Set(['collections', 'home-videos', 'movies', 'music', 'shows']));
  });
});
