import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface Facts {
  readonly movies: number;
  readonly plex: { readonly url: string };
  readonly jellyfin: { readonly url: string; readonly name: string; readonly version: string; readonly apiKey: string };
}

const { home, remove } = temporaryHome();
afterAll(remove);

function file(content: unknown): string {
  const path = join(home, 'scenario.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs until it is ready and, if there is something to ask, has been asked. */
async function mock(args: readonly string[], ask: (facts: Facts) => Promise<void> = async () => {}): Promise<Ran> {
  let asking: Promise<void> | undefined;
  const ran = await runCli(['mock', '--json', ...args], {
    cwd: home,
    onStdout: (text, child) => {
      if (!text.endsWith('\n') || asking !== undefined) return;
      asking = ask(JSON.parse(text) as Facts).finally(() => child.kill('SIGTERM'));
    },
  });
  await asking;
  return ran;
}

describe('mediafold mock --scenario', () => {
  test('plays a file, and flags come before it', async () => {
    let status = 0;
    const scenario = file({
      movies: 7,
      jellyfin: { version: '10.10.7' },
      faults: [{ on: 'plex', path: '/identity', action: { kind: 'status', status: 418 } }],
    });
    const ran = await mock(['--scenario', scenario, '--movies', '9'], async ({ plex }) => {
      status = (await fetch(`${plex.url}/identity`)).status;
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(documentOf<Facts>(ran)).toMatchObject({ movies: 9, jellyfin: { version: '10.10.7' } });
    expect(status).toBe(418);
  });

  test('knows the attic by name', async () => {
    const ran = await mock(['--scenario', 'attic', '--movies', '3', '--shows', '1', '--jellyfin-version', '10.11.11']);
    expect(documentOf<Facts>(ran).jellyfin).toMatchObject({ name: 'Attic', version: '10.11.11' });
  });

  test.each([
    [{ events: [{ at: 1, do: 'removeMovie' }] }, 'scenario.json: events[0] needs "movie".'],
    ['{ "movies": ', 'scenario.json: this is no JSON'],
  ])('refuses %j with the place of the mistake', async (content, says) => {
    const ran = await mock(['--scenario', file(content)]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(says);
  });

  test('refuses a pace that there is none of', async () => {
    expect((await mock(['--pace', 'slow'])).code).toBe(2);
  });

  test('says that a file is not there', async () => {
    const ran = await mock(['--scenario', 'nowhere.json']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('nowhere.json: there is no such file, and only "attic" is built in.');
  });
});

test('mediafold mock --pace real lets an answer take its time', async () => {
  let tookMs = 0;
  await mock(['--pace', 'real', '--movies', '100', '--shows', '1'], async ({ jellyfin }) => {
    const listing = `${jellyfin.url}/Items?recursive=true&includeItemTypes=Movie&fields=People,MediaSources`;
    const answer = await fetch(listing, { headers: { authorization: `MediaBrowser Token="${jellyfin.apiKey}"` } });
    tookMs = Number(answer.headers.get('x-response-time-ms'));
  });
  // 186 ms by the table; a timer may be early by one.
  expect(tookMs).toBeGreaterThan(180);
});
