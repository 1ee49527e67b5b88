import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JellyfinVersion } from '../../src/testing/jellyfin/version-traits.ts';
import { answerCheck, type OpenApi } from '../testing/jellyfin/open-api.ts';
import { sharedJson } from '../testing/jellyfin/shared-folder.ts';

/** What an official document says about one route. */
export interface DocumentedRoute {
  /** Of good answers. */
  readonly statuses: readonly number[];
  /** Absent: the document describes no JSON here. */
  readonly validate: ValidateFunction | undefined;
}

/** @returns undefined for a route that the document does not have */
export type Documented = (route: string) => DocumentedRoute | undefined;

export const jellyfinVersions: readonly JellyfinVersion[] = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'];

export const jellyfinFiles: Readonly<Record<string, string>> = {
  '10.8.13': 'specs/jellyfin-old/jellyfin-openapi-10.8.json',
  '10.10.7': 'specs/jellyfin-old/jellyfin-openapi-10.10.7.json',
  '10.11.11': 'specs/jellyfin-old/jellyfin-openapi-10.11.11.json',
  '12.0.0': 'specs/jellyfin-openapi.json',
};

export function jellyfinDocument(version: JellyfinVersion): Documented {
  const document = sharedJson(jellyfinFiles[version] ?? '') as OpenApi;
  const check = answerCheck(document);
  const operations = operationsOf(document, (path) => path.toLowerCase());
  return remembered((route) => {
    const [method = '', pattern = ''] = route.split(' ');
    const found = operations.get(`${method} ${pattern.toLowerCase()}`);
    return found === undefined ? undefined : { statuses: found.statuses, validate: check.of(method, pattern) };
  });
}

const transcode = '/video/:/transcode/universal';

/** Where the document has one template for several routes. */
const templates: Readonly<Record<string, string>> = {
  [`${transcode}/decision`]: '/{}/:/transcode/universal/decision',
  [`${transcode}/start.m3u8`]: '/{}/:/transcode/universal/start.*',
  '/library/metadata/{}/thumb/{}': '/library/metadata/{}/{}/{}',
  '/library/metadata/{}/art/{}': '/library/metadata/{}/{}/{}',
};

export function plexDocument(): Documented {
  const document = sharedJson('specs/plex-openapi.json') as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'plex');
  const operations = operationsOf(document, (path) => path);
  return remembered((route) => {
    const [method = '', pattern = ''] = route.split(' ');
    const found = operations.get(`${method} ${templates[pattern] ?? pattern}`);
    if (found === undefined) return undefined;
    const { statuses, place } = found;
    return { statuses, validate: place === undefined ? undefined : ajv.compile({ $ref: `plex${place}` }) };
  });
}

interface Operation {
  readonly statuses: readonly number[];
  /** Where the schema of the JSON answer stands. */
  readonly place: string | undefined;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

function operationsOf(document: OpenApi, spelt: (path: string) => string): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>();
  const shared = 'responses' in document.components ? document.components.responses : {};
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const responses = new Map(Object.entries((operation.responses ?? {}) as Record<string, Response>));
      const key = `${method.toUpperCase()} ${spelt(path.replace(/\{[^}]*\}/g, '{}'))}`;
      const statuses = [...responses.keys()].map(Number);
      const good = responses.get('200');
      const name = good?.$ref?.split('/').at(-1) ?? '';
      const meant = good?.$ref === undefined ? good : (shared as Readonly<Record<string, Response>>)[name];
      const steps = good?.$ref ?? `#/paths/${pointer(path)}/${method}/responses/200`;
      const hasSchema = meant?.content?.['application/json']?.schema !== undefined;
      found.set(key, {
        statuses: statuses.filter((status) => status < 400),
        place: hasSchema ? `${steps}/content/application~1json/schema` : undefined,
      });
    }
  }
  return found;
}

function pointer(path: string): string {
  return encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Compiling takes long. */
function remembered(look: Documented): Documented {
  const known = new Map<string, DocumentedRoute | undefined>();
  return (route) => {
    if (!known.has(route)) known.set(route, look(route));
    return known.get(route);
  };
}

/** Each complaint once, with its place; positions in lists are left out. */
export function complaintsOf(validate: ValidateFunction, body: unknown): readonly string[] {
  validate(body);
  const found = (validate.errors ?? [])
    // The other half of what may be null says only that it is not null.
    .filter(({ keyword, params }) => keyword !== 'anyOf' && (params as { type?: string }).type !== 'null')
    .map(({ instancePath, message }) => `${instancePath.replace(/\/\d+/g, '/*')} ${message}`);
  return [...new Set(found)];
}
