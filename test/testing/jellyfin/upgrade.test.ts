import { describe, expect, it } from 'vitest';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import { call, type Json } from './mock-client.ts';
import { stage } from './socket/socket-client.ts';

/** Longer than every version needs to start. */
const restartMs = 6000;

describe('an upgrade of the server while it runs', () => {
  it('takes the server away from clients that send api_key, and from no others', async () => {
    const { mock, clock, login } = await stage({ version: '10.11.11' });
    const client = await login();
    const old = (): Promise<number> =>
      call(`${mock.url}/Users/Me?api_key=${client.token}`).then(({ status }) => status);
    expect(await old()).toBe(200);
    mock.upgrade('12.0.0');
    await clock.advance(restartMs);
    expect(await old()).toBe(401);
    expect((await client.get('/Users/Me')).status).toBe(200);
  });

  it('ends legacy carriers although an administrator had left them on', async () => {
    const { mock, clock, login } = await stage({ version: '10.11.11', enableLegacyAuthorization: true });
    const { token } = await login();
    mock.upgrade('12.0.0');
    await clock.advance(restartMs);
    expect((await call(`${mock.url}/Users/Me`, { headers: { 'x-emby-token': token } })).status).toBe(401);
  });

  it('is away in between, and then says its new version', async () => {
    const { mock, clock } = await stage({ version: '10.10.7' });
    const told = async (): Promise<unknown> => ((await call(`${mock.url}/System/Info/Public`)).json() as Json).Version;
    expect(await told()).toBe('10.10.7');
    mock.upgrade('10.11.11');
    await expect(told()).rejects.toThrow();
    await clock.advance(restartMs);
    expect([await told(), mock.version]).toEqual(['10.11.11', '10.11.11']);
  });

  it('keeps ids and watch state', async () => {
    const { mock, clock, login } = await stage({ version: '10.10.7' });
    const client = await login();
    const film = mock.movieId(3);
    await client.send('POST', `/UserPlayedItems/${film}`);
    mock.upgrade('12.0.0');
    await clock.advance(restartMs);
    const item = (await client.get(`/Items/${film}`)).json() as { Id: string; UserData: Json };
    expect([item.Id, item.UserData.Played]).toEqual([film, true]);
  });

  it('has the routes of the new version', async () => {
    const { mock, clock, login } = await stage({ version: '10.8.13' });
    const client = await login();
    const status = async (): Promise<number> => (await client.get('/UserViews')).status;
    expect(await status()).toBe(404);
    mock.upgrade('10.10.7');
    await clock.advance(restartMs);
    expect(await status()).toBe(200);
  });

  it.each<readonly [JellyfinVersion, JellyfinVersion]>([
    ['12.0.0', '10.11.11'],
    ['10.8.13', '12.0.0'],
    ['10.11.11', '10.11.11'],
  ])('refuses %s to %s', async (from, to) => {
    const { mock } = await stage({ version: from });
    expect(() => mock.upgrade(to)).toThrow(`from ${from} to ${to}`);
    expect(mock.version).toBe(from);
  });
});
