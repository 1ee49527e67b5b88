import type { MockJellyfinOptions } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import type { JellyfinVersion } from '../../../../src/testing/jellyfin/version-traits.ts';
import type { CompareOptions } from './compare.ts';

/** The recorded servers: the folder of their recordings, and how many films stood in their big library. */
export const servers: readonly { readonly folder: string; readonly version: JellyfinVersion; readonly bulk: number }[] =
  [
    { folder: '12', version: '12.0.0', bulk: 3000 },
    { folder: '10.11', version: '10.11.11', bulk: 0 },
    { folder: '10.10', version: '10.10.7', bulk: 0 },
  ];

export interface Group {
  readonly name: string;
  /** A server set up in another way; absent: the one that the other groups talk to. */
  readonly setUp?: Partial<MockJellyfinOptions>;
  /** What happened before that was not recorded. */
  readonly before?: readonly Incident[];
}

/**
 * `restart`: sessions are forgotten. `long-names`: bob signed in from four clients with very long names. `half-way`: bob
 * stopped a film after a quarter. `rated`: bob has given his favourite film seven points.
 */
export type Incident = 'restart' | 'long-names' | 'half-way' | 'rated';

/** In the order in which state makes them follow each other. Groups that a version lacks are passed over. */
export const groups: readonly Group[] = [
  { name: 'public' },
  { name: 'auth-password' },
  { name: 'views' },
  { name: 'auth-carriers' },
  { name: 'sp-carriers' },
  { name: 'quick-connect' },
  { name: 'sp-quickconnect' },
  { name: 'quick-connect-off', setUp: { quickConnect: false } },
  { name: 'legacy-auth-on', setUp: { enableLegacyAuthorization: true } },
  { name: 'legacy-auth-off', setUp: { enableLegacyAuthorization: false } },
  { name: 'logout' },
  { name: 'items-movie' },
  { name: 'items-tv' },
  { name: 'item-detail' },
  { name: 'base-path', setUp: { basePath: '/jelly' } },
  { name: 'userdata' },
  { name: 'lists', before: ['long-names'] },
  { name: 'items-boxset' },
  { name: 'items-music' },
  { name: 'items-home' },
  { name: 'extra', before: ['rated', 'half-way'] },
  { name: 'sp-etag', before: ['rated'] },
];

/** Before one group of one version, in the place of what happened before that group elsewhere. */
export const beforeInstead: Readonly<Record<string, readonly Incident[]>> = {
  '12/lists': ['restart'],
  '10.11/extra': ['rated', 'restart', 'half-way'],
  '10.11/sp-etag': ['rated', 'restart'],
};

/** Answers whose rows have no defined order, or that the server picks as it likes. */
const rows: readonly (readonly [step: RegExp, CompareOptions['rows']])[] = [
  [/\/lists\/(?:similar|suggestions)$/, 'picked'],
  [/\/items-music\/instant mix$/, 'picked'],
  [/^10\.10\/auth-carriers\/api key, Items without user$/, 'picked'],
  // Many tracks have one sort name.
  [/\/items-music\/tracks$/, 'any-order'],
  // Seasons of several series have one sort name.
  [/\/items-tv\/(?:all seasons|three types in one listing)$/, 'any-order'],
  // Several series have the same newest date.
  [/\/lists\/latest shows$/, 'any-order'],
  [/\/extra\/legacy latest$/, 'picked'],
  [/^10\.10\/lists\/persons$/, 'picked'],
  [/^10\.10\/auth-carriers\/api key, IsPlayed without user$/, 'picked'],
  [/^10\.10\/lists\/years$/, 'any-order'],
  // Nothing was watched that would put one series before another.
  [/^10\.10\/items-tv\/next up before anything$/, 'any-order'],
];

/** @param path of the recorded request */
export function rowsOf(step: string, path: string): CompareOptions['rows'] {
  const found = rows.find(([pattern]) => pattern.test(step))?.[1];
  // 10.10 lists items in no order unless it is told one.
  const unordered = step.startsWith('10.10/') && path.startsWith('/Items?') && !/sortBy=/.test(path);
  return found ?? (unordered ? 'any-order' : 'ordered');
}

/** Tokens that a step hands out, by the name under which later requests send them. */
export const tokenNames: Readonly<Record<string, readonly string[]>> = {
  'auth-password/login': ['TOKEN_BOB'],
  'auth-password/login again same device': ['TOKEN_BOB_2'],
  'quick-connect/exchange': ['TOKEN_QC'],
};
