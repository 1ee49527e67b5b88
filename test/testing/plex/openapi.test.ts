import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { ask, only, small, world } from './harness.ts';
import { shared, skippedWithout } from './shared.ts';

const document = shared('specs/plex-openapi.json');

/** Where the published document is wrong, as recorded answers of real servers show. Each must be met. */
const exceptions: Readonly<Record<string, string>> = {
  'hidden must be boolean': 'a section is hidden 0, 1 or 2',
  'optimizedForStreaming must be boolean': 'a number on Media, a boolean on Part',
  'Guid/*/id must be integer': 'an external id is a URI such as imdb://tt1',
};

const routes = (server: MockPlexServer): readonly (readonly [template: string, verb: string, path: string])[] => {
  const { movie, show, season, episode } = server.ratingKeys;
  const all = [movie(0), show(0), season(0, 1), episode(0, 1, 1)].join(',');
  const client = 'X-Plex-Client-Identifier=tv';
  return [
    ['/identity', 'get', '/identity'],
    ['/', 'get', '/'],
    ['/library/sections/all', 'get', '/library/sections/all'],
    ['/library/sections/{sectionId}', 'get', '/library/sections/1'],
    ['/library/sections/{sectionId}/all', 'get', '/library/sections/1/all?includeGuids=1'],
    ['/library/sections/{sectionId}/all', 'get', '/library/sections/2/all?type=2'],
    ['/library/sections/{sectionId}/all', 'get', '/library/sections/2/all?type=3'],
    ['/library/sections/{sectionId}/all', 'get', '/library/sections/2/all?type=4'],
    ['/library/sections/{sectionId}/collections', 'get', '/library/sections/1/collections'],
    ['/library/metadata/{ids}', 'get', `/library/metadata/${all}?includeChapters=1&includeMarkers=1`],
    ['/library/metadata/{ids}/allLeaves', 'get', `/library/metadata/${show(0)}/allLeaves`],
    ['/hubs/search', 'get', '/hubs/search?query=the'],
    ['/:/timeline', 'post', `/:/timeline?ratingKey=${movie(0)}&time=70000&duration=100000&state=playing&${client}`],
  ];
};

describe.skipIf(document === undefined)(`the published document${skippedWithout(document)}`, () => {
  const met = new Set<string>();
  let plex: MockPlex;
  let server: MockPlexServer;
  let compile: (template: string, verb: string) => ValidateFunction;

  beforeAll(async () => {
    plex = await startMockPlex({ world, servers: [{ holdings: small }] });
    server = only(plex.servers);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    ajv.addSchema(JSON.parse(readFileSync(document ?? '', 'utf8')), 'plex');
    compile = (template, verb) => {
      const path = encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'));
      return ajv.compile({
        $ref: `plex#/paths/${path}/${verb}/responses/200/content/application~1json/schema`,
      });
    };
  });
  afterAll(() => plex.close());

  it('describes every answer, but for the named exceptions', async () => {
    for (const [template, verb, path] of routes(server)) {
      const answer = await ask(server, path, { method: verb.toUpperCase() });
      expect([path, answer.status]).toEqual([path, 200]);
      const validate = compile(template, verb);
      validate(answer.json.value);
      const complaints = (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath.replace(/\/\d+/g, '/*')} ${message}`,
      );
      const unexplained = complaints.filter((complaint) => {
        const known = Object.keys(exceptions).find((exception) => complaint.endsWith(exception));
        if (known !== undefined) met.add(known);
        return known === undefined;
      });
      expect([path, unexplained]).toEqual([path, []]);
    }
    expect(met).toEqual(new Set(Object.keys(exceptions)));
  });

  it('would find a wrong answer', () => {
    const validate = compile('/library/sections/{sectionId}/all', 'get');
    expect(validate({ MediaContainer: { size: 1, Metadata: [{ title: 'A', year: 'long ago' }] } })).toBe(false);
  });
});
