import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { clientsByRoute } from '../outside-clients/coverage.ts';
import { sharedMissing, sharedNote } from '../testing/jellyfin/shared-folder.ts';
import { patternOf } from './driven.ts';
import { schemaExceptions } from './exceptions.ts';
import { type Finding, surveyJellyfin, surveyPlex } from './survey.ts';
import { claimedIn, fidelityTable, scoreOfAll } from './table.ts';

/** Where the mock has another type than every recorded answer, with what says so. Each must occur. */
const explained: Readonly<Record<string, string>> = {
  '.profile.defaultAudioLanguages: string': 'a list when it was recorded, a comma list since July 2026',
  '.profile.defaultSubtitleLanguages: string': 'a list when it was recorded, a comma list since July 2026',
  'Metadata.*episode.librarySectionID: string': 'a text in the history, as document 1.2.2 has it; a number elsewhere',
  'Metadata.*movie.librarySectionID: string': 'a text in the history, as document 1.2.2 has it; a number elsewhere',
};

const document = fileURLToPath(new URL('../../docs/mock-fidelity.md', import.meta.url));

describe.skipIf(sharedMissing)(`every route of the mocks, seen from outside${sharedNote}`, () => {
  let findings: readonly Finding[];
  beforeAll(async () => {
    findings = [...(await surveyPlex()), ...(await surveyJellyfin())];
  });

  test('answers a good request well', () => {
    const isGood = (route: string, status: number): boolean =>
      (status >= 200 && status < 300) || (route === 'GET /' && status === 302);
    const bad = findings.filter(({ route, answers }) => {
      return answers.length === 0 || answers.some(({ status }) => !isGood(route, status));
    });
    expect(bad.map(({ route, answers }) => `${route} ${answers.map(({ status }) => status).join()}`)).toEqual([]);
  });

  test('answers as the official documents say, but for the named exceptions', () => {
    const verdicts = findings.flatMap(({ route, verdicts: all }) =>
      [...all].map(([version, verdict]) => ({ at: `${version} ${route}`, ...verdict })),
    );
    expect(verdicts.flatMap(({ at, wrong }) => wrong.map((each) => `${at}: ${each}`))).toEqual([]);
    const met = new Set(verdicts.flatMap((verdict) => verdict.met));
    expect(met).toEqual(new Set([...schemaExceptions.plex, ...schemaExceptions.jellyfin]));
  });

  test('has the types of recorded answers, but for what is explained', () => {
    // Which fields an item has depends on the item, and recorded servers held others.
    const depends = /: (?:missing|an unknown kind)$/;
    const plex = findings.filter(({ kind }) => kind !== 'jellyfin');
    const types = new Set(plex.flatMap(({ differs }) => differs).filter((each) => !depends.test(each)));
    expect(types).toEqual(new Set(Object.keys(explained)));
  });

  test('is the one that programs of others are said to call', () => {
    for (const server of ['plex', 'jellyfin'] as const) {
      const routes = findings.filter(({ kind }) => (kind === 'jellyfin') === (server === 'jellyfin'));
      const names = routes.map(({ route }) => route);
      const unknown = [...clientsByRoute(server).keys()].filter((route) => patternOf(names, route) === undefined);
      expect(unknown).toEqual([]);
    }
  });

  test('has nearly all of its planted mistakes noticed, as the table claims', () => {
    const score = scoreOfAll(findings);
    expect(score).toBeGreaterThanOrEqual(0.9);
    expect(score).toBeGreaterThanOrEqual(0.9 * claimedIn(readFileSync(document, 'utf8')));
  });

  test('stands in the table as it is', async () => {
    await expect(fidelityTable(findings)).toMatchFileSnapshot(document);
  });
});
