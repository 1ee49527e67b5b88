import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../harness.ts';
import { shared, skippedWithout } from '../shared.ts';
import { decide, route } from './decide.ts';
import { stage } from './stage.ts';

const codesOf = ({ json }: Answer): readonly unknown[] =>
  ['generalDecisionCode', 'directPlayDecisionCode', 'transcodeDecisionCode'].map(
    (name) => json.at('MediaContainer', name).value,
  );

describe('a decision', () => {
  it.each([
    ['direct play', { directPlay: 1 }, [1000, 1000, undefined]],
    ['conversion', { directPlay: 0 }, [1001, 3000, 1001]],
    ['neither, for a bare generic client', { directPlay: 0, extra: '' }, [2000, 3000, 4005]],
  ] as const)('is %s', async (_name, wish, codes) => {
    const answer = await decide(await stage(), wish);
    expect([answer.status, codesOf(answer)]).toEqual([200, codes]);
  });

  it('says for each stream what becomes of it', async () => {
    const set = await stage();
    const direct = (await decide(set, { directPlay: 1 })).json.at('MediaContainer', 'Metadata', 0, 'Media', 0);
    expect(direct.at('selected').value).toBe(true);
    // Texts here, numbers everywhere else: this answer is made from XML.
    expect([direct.at('id').value, direct.at('Part', 0, 'id').value]).toEqual([expect.any(String), expect.any(String)]);
    expect(direct.at('aspectRatio').value).toMatch(/^\d\.\d\d$/);
    expect(direct.at('Part', 0, 'decision').value).toBe('directplay');
    expect(direct.at('Part', 0, 'Stream', 0, 'location').value).toBe('direct');
    const made = (await decide(set)).json.at('MediaContainer', 'Metadata', 0, 'Media', 0);
    expect(made.at('protocol').value).toBe('hls');
    expect(made.at('Part', 0, 'decision').value).toBe('transcode');
    expect(
      made
        .at('Part', 0, 'Stream')
        .list()
        .map((stream) => stream.at('decision').value),
    ).toEqual(['transcode', 'transcode']);
  });

  it.each([
    ['an unknown platform', { platform: 'Abacus', profile: '' }, 400],
    ['an unknown platform that names the generic profile', { platform: 'Abacus' }, 200],
    ['direct play with subtitles burnt in', { directPlay: 1, more: '&subtitles=burn' }, 400],
  ] as const)('on %s', async (_name, wish, status) => {
    expect((await decide(await stage(), wish)).status).toBe(status);
  });

  it('needs a path to something that can be played', async () => {
    const { ask, server } = await stage();
    const answerTo = async (path: string): Promise<number> => {
      const answer = await ask(`${route}/decision?path=${path}&session=a&X-Plex-Platform=Chrome`, { clientId: 'tv' });
      return answer.status;
    };
    expect(await answerTo('')).toBe(400);
    expect(await answerTo('/library/metadata/10999999')).toBe(404);
    expect(await answerTo(`/library/metadata/${server.ratingKeys.show(0)}`)).toBe(404);
  });

  const folder = shared('fixtures/plex/pms-transcode');
  it.skipIf(folder === undefined)(`has the types of recorded ones${skippedWithout(folder)}`, async () => {
    const set = await stage();
    const known = new Map<string, Set<string>>();
    const note = (value: unknown, path: string, into: Map<string, Set<string>>): void => {
      const type = Array.isArray(value) ? 'list' : typeof value;
      into.set(path, (into.get(path) ?? new Set()).add(type));
      if (typeof value !== 'object' || value === null) return;
      for (const [name, inner] of Object.entries(value))
        note(inner, Array.isArray(value) ? path : `${path}.${name}`, into);
    };
    for (const name of ['directplay', 'hls-vp9', 'dash-h264']) {
      note(JSON.parse(readFileSync(`${folder}/decision-${name}.json`, 'utf8')), '', known);
    }
    const ours = new Map<string, Set<string>>();
    note((await decide(set, { directPlay: 1 })).json.value, '', ours);
    note((await decide(set)).json.value, '', ours);
    const foreign = [...ours].flatMap(([path, types]) =>
      [...types].filter((type) => known.get(path)?.has(type) === false).map((type) => `${path}: ${type}`),
    );
    expect(foreign).toEqual([]);
    const common = [...ours.keys()].filter((path) => known.has(path));
    expect(common.length).toBeGreaterThan(60);
  });
});
