import { describe, expect, it } from 'vitest';
import { decide, route } from './decide.ts';
import { listenBySocket, type Stage, stage, timeline } from './stage.ts';

describe('a conversion', () => {
  it('does not start without a decision', async () => {
    const set = await stage();
    expect((await set.ask(`${route}/start.m3u8?session=tc-1`)).status).toBe(400);
    await decide(set, { directPlay: 1 });
    expect((await set.ask(`${route}/start.m3u8?session=tc-1`)).status).toBe(400);
    await decide(set);
    expect((await set.ask(`${route}/start.m3u8?session=tc-2`)).status).toBe(400);
    expect((await set.ask(`${route}/start.m3u8?session=tc-1`)).status).toBe(200);
  });

  async function started(): Promise<Stage> {
    const set = await stage();
    await decide(set);
    await set.ask(`${route}/start.m3u8?session=tc-1`);
    return set;
  }

  it('is a playlist in a playlist, and segments', async () => {
    const set = await stage();
    await decide(set);
    const master = await set.ask(`${route}/start.m3u8?session=tc-1`);
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    const child = master.text.split('\n').find((line) => line !== '' && !line.startsWith('#'));
    expect(child).toBe('session/tc-1/base/index.m3u8');
    const playlist = (await set.ask(`${route}/${child}`)).text;
    const lengths = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
    const key = set.server.ratingKeys.movie(1);
    const item = (await set.ask(`/library/metadata/${key}`)).json.at('MediaContainer', 'Metadata', 0);
    expect(lengths.reduce((sum, length) => sum + length, 0) * 1000).toBeCloseTo(Number(item.at('duration').value), -1);
    expect((await set.ask(`${route}/session/tc-1/base/00000.ts`)).headers.get('content-type')).toBe('video/mp2t');
    expect((await set.ask(`${route}/session/tc-1/base/99999.ts`)).status).toBe(404);
  });

  it('is listed for the owner, and told', async () => {
    const set = await stage();
    const heard = await listenBySocket(set.server, '&filters=transcodeSession.start,transcodeSession.end');
    await decide(set);
    expect((await set.ask('/transcode/sessions')).json.at('MediaContainer').value).toEqual({ size: 0 });
    await set.ask(`${route}/start.m3u8?session=tc-1`);
    const { json } = await set.ask('/transcode/sessions');
    expect(json.at('MediaContainer', 'TranscodeSession', 0, 'videoDecision').value).toBe('transcode');
    expect((await set.ask('/transcode/sessions', { token: set.guestToken })).status).toBe(403);
    expect((await set.ask(`${route}/stop?session=tc-1`)).status).toBe(200);
    expect((await set.ask(`${route}/stop?session=tc-1`)).status).toBe(404);
    await heard.count(2);
    expect(heard.notes.map((note) => note.at('type').value)).toEqual([
      'transcodeSession.start',
      'transcodeSession.end',
    ]);
  });

  it('is forgotten without a ping, though its timeline goes on', async () => {
    const set = await started();
    for (let times = 0; times < 3; times += 1) {
      await set.clock.advance(50_000);
      expect((await set.ask(`${route}/ping?session=tc-1`)).status).toBe(200);
    }
    await set.clock.advance(30_000);
    await timeline(set, 'playing', 100_000, { session: 'tc-1' });
    await set.clock.advance(30_000);
    expect((await set.ask(`${route}/ping?session=tc-1`)).status).toBe(404);
    expect((await set.ask(`${route}/session/tc-1/base/index.m3u8`)).status).toBe(404);
    expect((await set.ask(`${route}/start.m3u8?session=tc-1`)).status).toBe(400);
  });

  it('lives on segments too', async () => {
    const set = await started();
    for (let number = 0; number < 3; number += 1) {
      await set.clock.advance(50_000);
      expect((await set.ask(`${route}/session/tc-1/base/0000${number}.ts`)).status).toBe(200);
    }
  });

  it('is ended by another decision on its session', async () => {
    const set = await started();
    await decide(set);
    expect((await set.ask(`${route}/session/tc-1/base/index.m3u8`)).status).toBe(404);
    expect((await set.ask('/transcode/sessions')).json.at('MediaContainer', 'size').value).toBe(0);
  });

  it('keeps the file from its own session, not from others', async () => {
    const set = await started();
    const key = set.server.ratingKeys.movie(1);
    const item = (await set.ask(`/library/metadata/${key}`)).json.at('MediaContainer', 'Metadata', 0);
    const part = String(item.at('Media', 0, 'Part', 0, 'key').value);
    const statusFor = async (session: string): Promise<number> => {
      const headers = { range: 'bytes=0-9', 'X-Plex-Session-Identifier': session };
      return (await set.ask(part, { headers })).status;
    };
    expect([await statusFor('tc-1'), await statusFor('fresh')]).toEqual([503, 206]);
  });
});
