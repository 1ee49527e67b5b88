import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface Sources {
  readonly sources: readonly { readonly id: string; readonly credential?: string; readonly deviceId: string }[];
}

describe('a Plex account with a key of this device', () => {
  let mock: MockServers;
  let home: string;
  let remove: () => void;
  const run = (args: readonly string[], input?: string, onStderr?: (text: string) => void): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
      ...(onStderr === undefined ? {} : { onStderr }),
    });
  const withCode = async (...more: readonly string[]): Promise<Ran> => {
    let isDone = false;
    return run(['link', 'plex', ...more], undefined, (text) => {
      const code = /enter the code (\S+)\n/.exec(text)?.[1];
      if (code === undefined || isDone) return;
      isDone = true;
      mock.plexTv.approvePin(code);
    });
  };
  const sources = async (): Promise<Sources['sources']> =>
    documentOf<Sources>(await run(['sources', '--json'])).sources;

  beforeEach(async () => {
    ({ home, remove } = temporaryHome());
    mock = await startMockServers({ movies: 3, shows: 1 });
  });
  afterEach(async () => {
    await mock.close();
    remove();
  });

  test('is linked with a code, like any other, and again with the same device', async () => {
    const linked = await withCode('--device-key');
    expect(linked).toMatchObject({ code: 0 });
    const [source] = await sources();
    expect(source?.credential).toBe('plex-device-key');
    expect((await run(['whoami'])).stdout).toContain('Plex device key');
    expect(await run(['sync'])).toMatchObject({ code: 0 });
    const again = await withCode('--device-key', '--server', mock.plex.name);
    expect(again.stdout).toMatch(/^Signed in again/);
    expect(await sources()).toMatchObject([{ id: source?.id, deviceId: source?.deviceId }]);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('is linked again as another device while a member of the Home lives on the first', async () => {
    await withCode('--device-key');
    expect(await run(['link', 'plex', '--profile', 'Junior'])).toMatchObject({ code: 0 });
    expect(new Set((await sources()).map(({ deviceId }) => deviceId)).size).toBe(1);
    expect((await withCode('--device-key', '--server', mock.plex.name)).stdout).toMatch(/^Signed in again/);
    expect(new Set((await sources()).map(({ deviceId }) => deviceId)).size).toBe(2);
    mock.plex.rotateAccessToken();
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('comes in place of an account token, when a person says so', async () => {
    await withCode();
    const refused = await run(['upgrade-credential', mock.plex.name]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('rolled back');
    expect(refused.stderr).toContain('--yes');
    const done = await run(['upgrade-credential', mock.plex.name, '--yes']);
    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toContain(mock.plex.name);
    expect(await sources()).toMatchObject([{ credential: 'plex-device-key' }]);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
    expect((await run(['upgrade-credential', mock.plex.name, '--yes'])).stdout).toContain('already');
  });

  test('is not given for a token of another device, and that one stays good', async () => {
    await run(['link', 'plex', '--token-stdin'], `${mock.plexTv.account.token}\n`);
    const ran = await run(['upgrade-credential', mock.plex.name, '--yes']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('Nothing was changed');
    expect(ran.stderr).toContain('mediafold link plex --device-key');
    expect(await sources()).toMatchObject([{ credential: 'plex-token' }]);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('without plex.tv nothing is changed, and that may pass; elsewhere there is no such thing', async () => {
    await run(['link', 'plex', '--token-stdin'], `${mock.plexTv.account.token}\n`);
    mock.plexTv.plexTv.setReachable(false);
    const away = await run(['upgrade-credential', mock.plex.name, '--yes']);
    expect(away).toMatchObject({ code: 1, stdout: '' });
    expect(away.stderr).toMatch(/try again/i);
    expect(await sources()).toMatchObject([{ credential: 'plex-token' }]);
    await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], `${mock.jellyfin.users[0]?.password}\n`);
    const never = await run(['upgrade-credential', mock.jellyfin.name, '--yes']);
    expect(never).toMatchObject({ code: 1, stdout: '' });
    expect(never.stderr).toContain('changes nothing');
  });
});
