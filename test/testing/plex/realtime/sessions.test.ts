import { describe, expect, it } from 'vitest';
import { decide, route } from './decide.ts';
import { listenBySocket, stage, timeline } from './stage.ts';

describe('sessions', () => {
  it('are listed for the owner, with who plays what where', async () => {
    const set = await stage();
    await timeline(set, 'playing', 120_000);
    await timeline(set, 'paused', 130_000);
    await timeline(set, 'playing', 5000, { token: set.guestToken, session: 'play-2', clientId: 'phone', movie: 2 });
    const sessions = (await set.ask('/status/sessions')).json.at('MediaContainer');
    expect(sessions.value).toMatchObject({
      size: 2,
      Metadata: [
        {
          ratingKey: set.server.ratingKeys.movie(1),
          sessionKey: '1',
          viewOffset: 130_000,
          User: { id: '1', title: 'Robin' },
          Player: { machineIdentifier: 'tv', product: 'Lantern', platform: 'tvOS', state: 'paused', local: true },
          Session: { id: 'play-1', location: 'lan' },
        },
        { ratingKey: set.server.ratingKeys.movie(2), sessionKey: '2', Player: { machineIdentifier: 'phone' } },
      ],
    });
    expect((await set.ask('/status/sessions', { token: set.guestToken })).status).toBe(403);
  });

  it('end with a stop, or a minute after they were heard of', async () => {
    const set = await stage();
    const sizes: unknown[] = [];
    const look = async (): Promise<void> => {
      sizes.push((await set.ask('/status/sessions')).json.at('MediaContainer', 'size').value);
    };
    await timeline(set, 'playing', 120_000);
    await timeline(set, 'playing', 120_000, { session: 'play-2' });
    await look();
    await timeline(set, 'stopped', 121_000);
    await look();
    await set.clock.advance(59_999);
    await look();
    await set.clock.advance(1);
    await look();
    expect(sizes).toEqual([2, 1, 1, 0]);
  });

  it('show the conversion that feeds them', async () => {
    const set = await stage();
    await decide(set);
    await set.ask(`${route}/start.m3u8?session=tc-1`);
    const heard = await listenBySocket(set.server);
    await timeline(set, 'playing', 120_000, { session: 'tc-1' });
    const { json } = await set.ask('/status/sessions');
    expect(json.at('MediaContainer', 'Metadata', 0, 'TranscodeSession', 'protocol').value).toBe('hls');
    await heard.count(1);
    expect(heard.notes[0]?.at('PlaySessionStateNotification', 0, 'transcodeSession').value).toBe('tc-1');
  });

  it('are ended by the owner: every further report is told so', async () => {
    const set = await stage();
    await timeline(set, 'playing', 120_000);
    const terminate = async (query: string, token?: string): Promise<number> => {
      const options = { method: 'POST', ...(token === undefined ? {} : { token }) };
      return (await set.ask(`/status/sessions/terminate?${query}`, options)).status;
    };
    expect(await terminate('sessionId=play-1&reason=Enough', set.guestToken)).toBe(403);
    expect(await terminate('reason=Enough')).toBe(403);
    expect(await terminate('sessionId=nobody')).toBe(404);
    expect(await terminate('sessionId=play-1&reason=Enough')).toBe(200);
    const told = (await timeline(set, 'playing', 130_000)).json.at('MediaContainer');
    expect(told.value).toMatchObject({ terminationCode: 2006, terminationText: 'Enough' });
    expect((await set.ask('/status/sessions')).json.at('MediaContainer', 'size').value).toBe(0);
    const other = (await timeline(set, 'playing', 1000, { session: 'play-2' })).json.at('MediaContainer');
    expect(other.at('terminationCode').value).toBeUndefined();
  });
});
