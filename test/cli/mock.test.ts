import { createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { documentOf, runCli, temporaryHome } from './run-cli.ts';

interface Facts {
  readonly plexTv: { readonly url: string; readonly account: { readonly token: string } };
  readonly plex: { readonly url: string; readonly accessToken: string; readonly machineIdentifier: string };
  readonly jellyfin: { readonly url: string; readonly users: readonly { name: string; password: string }[] };
}

describe('mediafold mock', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  test('prints one line when it is ready, serves, and ends at SIGTERM', async () => {
    let answers: Promise<readonly number[]> | undefined;
    const ran = await runCli(['mock', '--json', '--movies', '5', '--shows', '1', '--seed', '3'], {
      cwd: home,
      onStdout: (text, child) => {
        if (!text.endsWith('\n') || answers !== undefined) return;
        answers = askAll(JSON.parse(text) as Facts).finally(() => child.kill('SIGTERM'));
      },
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.trim().split('\n')).toHaveLength(1);
    expect(await answers).toEqual([200, 200, 200]);
    const facts = documentOf<Facts>(ran);
    expect(facts.jellyfin.users[0]?.password).not.toBe('');
  });

  test('gives people a table and what to type next, and ends at Ctrl-C', async () => {
    const ran = await runCli(['mock', '--movies', '5', '--shows', '1', '--seed', '3'], {
      cwd: home,
      onStdout: (text, child) => {
        if (text.includes('Ctrl-C ends')) child.kill('SIGINT');
      },
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('mediafold link jellyfin http://127.0.0.1:');
    expect(ran.stdout).toContain('password');
  });

  test('says which port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ran = await runCli(['mock', '--json', '--ports', `${port},0,0`], { cwd: home });
    await new Promise((resolve) => taken.close(resolve));
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(`127.0.0.1:${port} is taken by another program`);
  });

  test.each([
    [['--ports', '1,2'], 'three ports'],
    [['--overlap', '2'], 'from 0 to 1'],
    [['--movies', 'many'], 'whole number'],
    [['--jellyfin-version', '9'], '12.0.0'],
  ])('refuses %j', async (args, says) => {
    const ran = await runCli(['mock', ...args], { cwd: home });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(says);
  });
});

async function askAll({ plexTv, plex, jellyfin }: Facts): Promise<readonly number[]> {
  const account = { headers: { 'x-plex-token': plexTv.account.token, 'x-plex-client-identifier': 'test' } };
  const answers = await Promise.all([
    fetch(`${plexTv.url}/api/v2/user`, account),
    fetch(`${plex.url}/library/sections`, { headers: { 'x-plex-token': plex.accessToken } }),
    fetch(`${jellyfin.url}/System/Info/Public`),
  ]);
  return answers.map(({ status }) => status);
}
