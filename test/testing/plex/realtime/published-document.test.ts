import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { shared, skippedWithout } from '../shared.ts';
import { decide, route } from './decide.ts';
import { stage, timeline } from './stage.ts';

const document = shared('specs/plex-openapi.json');

/** Where the published document is wrong, with what says so. Each must be met. */
const exceptions: Readonly<Record<string, string>> = {
  'id must be integer': 'ids are texts in a decision, in recordings and in the example of the document itself',
  'aspectRatio must be number': 'a text in a decision (recorded)',
  'hasVoiceActivity must be boolean': '"0" in the example of the document itself',
};

const templates: readonly (readonly [template: string, path: string])[] = [
  ['/activities', '/activities'],
  ['/status/sessions', '/status/sessions'],
  ['/status/sessions/history/all', '/status/sessions/history/all'],
];

describe.skipIf(document === undefined)(`the published document${skippedWithout(document)}`, () => {
  it('describes what is played, what was played and what is decided, but for the named exceptions', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    ajv.addSchema(JSON.parse(readFileSync(document ?? '', 'utf8')), 'plex');
    const set = await stage();
    const decisions = [await decide(set, { directPlay: 1 }), await decide(set)];
    await set.ask(`${route}/start.m3u8?session=tc-1`);
    await timeline(set, 'playing', 5_900_000, { session: 'tc-1' });
    set.server.scan('movie');
    const decision = '/{transcodeType}/:/transcode/universal/decision';
    const answers = [
      ...decisions.map((answer) => [decision, answer] as const),
      ...(await Promise.all(templates.map(async ([template, path]) => [template, await set.ask(path)] as const))),
    ];
    const met = new Set<string>();
    for (const [template, answer] of answers) {
      const path = encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'));
      const validate = ajv.compile({
        $ref: `plex#/paths/${path}/get/responses/200/content/application~1json/schema`,
      });
      expect([template, answer.json.at('MediaContainer', 'size').value]).not.toEqual([template, 0]);
      validate(answer.json.value);
      const complaints = (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath.replace(/\/\d+/g, '/*')} ${message}`,
      );
      const unexplained = complaints.filter((complaint) => {
        const known = Object.keys(exceptions).find((exception) => complaint.endsWith(exception));
        if (known !== undefined) met.add(known);
        return known === undefined;
      });
      expect([template, unexplained]).toEqual([template, []]);
    }
    expect(met).toEqual(new Set(Object.keys(exceptions)));
  });
});
