import { describe, expect, test } from 'vitest';
import { sharedHouse } from './shared-house.ts';
import { whoIs } from './who.ts';

describe('who is signed in', () => {
  const house = sharedHouse();
  const { run, linkJellyfin, linkPlex, items } = house;

  test('whoami names server, user, kind of credential, device and address, and the profiles of the account', async () => {
    await linkPlex();
    await linkJellyfin();
    const before = Date.now();
    const [plex, jellyfin] = await whoIs(run(['whoami', '--json']));
    expect(plex).toMatchObject({
      source: { name: house.mock.plex.name, type: 'plex' },
      credential: 'plex-token',
      state: { status: 'online', remedy: 'none' },
    });
    expect(plex?.profiles?.map(({ name, isProtected }) => [name, isProtected])).toContainEqual(['Careful', true]);
    expect(jellyfin).toMatchObject({ user: { name: 'marit' }, credential: 'jellyfin-token' });
    expect(jellyfin?.profiles).toBeUndefined();
    expect(before - (jellyfin?.signedInAt ?? 0)).toBeLessThan(30_000);
    const text = await run(['whoami']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const said of [
      'Plex account token',
      'Jellyfin session',
      'marit',
      'connected',
      'asks for a PIN',
      'Device id',
    ]) {
      expect(text.stdout).toContain(said);
    }
    expect(text.stdout).toContain(String(jellyfin?.deviceId));
    expect((await run(['sources'])).stdout).toContain('Plex account token');
  });

  test('a server that is away is 1, and that may pass', async () => {
    await linkJellyfin();
    house.mock.jellyfin.setReachable(false);
    const away = await run(['whoami', '--json']);
    expect(away.code).toBe(1);
    expect((await whoIs(Promise.resolve(away)))[0]?.state).toMatchObject({ status: 'offline', remedy: 'try-later' });
    expect((await run(['whoami'])).stdout).toMatch(/server is away; the sign-in is kept/);
    const offline = await run(['sync']);
    expect(offline.code).toBe(1);
    expect(offline.stderr).toMatch(/try again/i);
  });

  test('a sign-in that is needed is 4, with the command to run', async () => {
    await linkJellyfin();
    house.mock.jellyfin.revokeTokens();
    const needed = await run(['whoami', '--json']);
    expect(needed.code).toBe(4);
    const command = `mediafold link jellyfin ${house.mock.jellyfin.url}`;
    expect((await whoIs(Promise.resolve(needed)))[0]?.state).toMatchObject({
      status: 'needs-sign-in',
      remedy: 'sign-in-again',
      command,
    });
    expect((await run(['whoami'])).stdout).toContain(command);
    expect((await run(['sources'])).stdout).toContain('sign in again');
    const sync = await run(['sync']);
    expect(sync).toMatchObject({ code: 4 });
    expect(sync.stderr).toContain(command);

    house.mock.jellyfin.log.clear();
    const known = await run(['whoami', '--offline', '--json']);
    expect(known.code).toBe(4);
    expect((await whoIs(Promise.resolve(known)))[0]?.state).toMatchObject({ status: 'needs-sign-in', command });
    expect(house.mock.jellyfin.log.all()).toEqual([]);
  });

  test('signing in again keeps the source, its catalogue and its device', async () => {
    const linked = await linkJellyfin();
    expect(linked.stdout).toMatch(/^Linked /);
    await run(['sync']);
    const count = await items();
    expect(count).toBeGreaterThan(3);
    const [before] = await whoIs(run(['whoami', '--json']));
    house.mock.jellyfin.revokeTokens();
    expect(await run(['sync'])).toMatchObject({ code: 4 });
    expect(await items()).toBe(count);
    const again = await linkJellyfin();
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/^Signed in again: .*catalogue kept/);
    const [after] = await whoIs(run(['whoami', '--json']));
    expect(after).toMatchObject({ source: before?.source, deviceId: before?.deviceId, state: { status: 'online' } });
    expect(await items()).toBe(count);
  });
});
