import { describe, expect, it } from 'vitest';
import type { JellyfinVersion } from '../../../../src/testing/jellyfin/version-traits.ts';
import { call, clientWith, type Json, type Reply, who } from '../mock-client.ts';
import { recording, sharedMissing, sharedNote } from '../shared-folder.ts';
import { stage } from './socket-client.ts';

interface RecordedAnswer {
  readonly at_ms: number;
  /** `/Users/Me with token` */
  readonly request: string;
  readonly response: {
    readonly error?: string;
    readonly status?: number;
    readonly 'content-type'?: string | null;
    readonly 'retry-after'?: string | null;
    readonly body?: string;
  };
}

const folders: readonly (readonly [folder: string, version: JellyfinVersion])[] = [
  ['12', '12.0.0'],
  ['10.11', '10.11.11'],
  ['10.10', '10.10.7'],
];

/** The first field's name, a page, or the first word: what is said, and in which case. Recordings end after 300 letters. */
function gist(body: string | undefined): unknown {
  return /^\{"\w+"|^</.exec(body ?? '')?.[0] ?? body?.split(' ')[0];
}

async function answerOf(asking: Promise<Reply>): Promise<unknown> {
  try {
    const { status, headers, text } = await asking;
    return [status, headers.get('content-type'), headers.get('retry-after'), gist(text)];
  } catch {
    return 'no answer';
  }
}

function recordedAnswer({ response }: RecordedAnswer): unknown {
  if (response.error !== undefined) return 'no answer';
  const { status, body } = response;
  return [status, response['content-type'], response['retry-after'], gist(body)];
}

describe.skipIf(sharedMissing)(`a restart that was recorded${sharedNote}`, () => {
  it.each(folders)('%s: the same answers at the same moments', async (folder, version) => {
    const { mock, clock, login } = await stage({ version });
    const { token } = await login();
    const steps = recording(folder, 'startup') as unknown as readonly RecordedAnswer[];
    const began = clock.now();
    mock.restart();
    for (const step of steps) {
      await clock.advance(step.at_ms - (clock.now() - began));
      const [path = '', credential] = step.request.split(' with ');
      const asking = credential === undefined ? call(`${mock.url}${path}`) : clientWith(mock, token, who).get(path);
      const ours = await answerOf(asking);
      // Of libraries and users the mock has others; that they are answered is what counts here.
      const [mine, theirs] = [ours, recordedAnswer(step)].map((answer) =>
        path === '/UserViews' || path === '/Users/Me' ? [answer].flat().slice(0, 3) : answer,
      );
      expect([step.at_ms, step.request, mine]).toEqual([step.at_ms, step.request, theirs]);
    }
    expect(steps.length).toBeGreaterThan(15);
  });
});

describe('a restart', () => {
  it.each([
    ['12.0.0', ['none', '200 startupWizardCompleted', 'none', '503', '200 StartupWizardCompleted']],
    ['10.11.11', ['none', '200 startupWizardCompleted', 'none', '503', '200 StartupWizardCompleted']],
    ['10.10.7', ['none', '503', '200 StartupWizardCompleted']],
  ] as const)('%s goes through its phases', async (version, phases) => {
    const { mock, clock } = await stage({ version });
    mock.restart();
    const seen: string[] = [];
    for (let passed = 0; passed <= 6000; passed += 20) {
      const answer = await call(`${mock.url}/System/Info/Public`).catch(() => undefined);
      const wizard = /startupWizardCompleted/i.exec(answer?.text ?? '')?.[0];
      const now = answer === undefined ? 'none' : [answer.status, wizard].filter(Boolean).join(' ');
      if (seen.at(-1) !== now) seen.push(now);
      await clock.advance(20);
    }
    expect(seen).toEqual(phases);
  });

  it('ends sockets and sessions and keeps tokens', async () => {
    const { mock, clock, login, open } = await stage();
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    mock.restart();
    await socket.ended();
    expect(socket.frames.at(-1)?.MessageType).toBe('ServerRestarting');
    await expect(client.get('/System/Ping')).rejects.toThrow();
    await clock.advance(6000);
    expect((await client.get('/Sessions')).json()).toEqual([]);
  });

  it('gives a film its old key back on 10.11', async () => {
    const { mock, clock, login } = await stage({ version: '10.11.11' });
    const client = await login();
    const film = mock.movieId(0);
    const keyOf = async (): Promise<unknown> => ((await client.get(`/UserItems/${film}/UserData`)).json() as Json).Key;
    const before = await keyOf();
    await client.send('POST', `/UserFavoriteItems/${film}`);
    expect(await keyOf()).not.toBe(before);
    mock.restart();
    await clock.advance(6000);
    expect(await keyOf()).toBe(before);
  });

  it('is not what a machine does that is off and on again', async () => {
    const { mock, login, open } = await stage();
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    mock.setReachable(false);
    await socket.ended();
    expect(socket.events).toEqual(['open', 'closed 1006']);
    await expect(client.get('/System/Ping')).rejects.toThrow();
    mock.setReachable(true);
    expect((await client.get('/System/Ping')).status).toBe(200);
  });
});
