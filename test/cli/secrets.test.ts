import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runCli, temporaryHome } from './run-cli.ts';

describe('secrets', () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
  const outputs: string[] = [];

  const run = async (args: readonly string[], input = '', onStderr?: (text: string) => void): Promise<Ran> => {
    const ran = await runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url, MEDIAFOLD_DEBUG: '1' },
      input,
      ...(onStderr === undefined ? {} : { onStderr }),
    });
    outputs.push(ran.stdout, ran.stderr);
    return ran;
  };

  /** Every credential that the servers have seen in any request. */
  function sent(): ReadonlySet<string> {
    const requests = [mock.plexTv.plexTv.log, mock.plex.log, mock.jellyfin.log].flatMap((log) => log.all());
    const found = requests.flatMap(({ headers }) => [
      String(headers['x-plex-token'] ?? ''),
      /Token="([^"]*)"/.exec(String(headers.authorization ?? ''))?.[1] ?? '',
    ]);
    return new Set(found.filter((value) => value !== ''));
  }

  beforeAll(async () => {
    mock = await startMockServers({ movies: 10, shows: 2 });
  });
  afterAll(async () => {
    await mock.close();
    remove();
  });

  test('are in no output of any command, not even while debugging, and not in the database', async () => {
    const { url, users, apiKey } = mock.jellyfin;
    const plantedPin = '904172653';
    const password = users[0]?.password ?? '';
    await run(['link', 'plex', '--token-stdin', '--json'], `${mock.plexTv.account.token}\n`);
    await run(['link', 'plex', '--url', mock.plex.url], `${mock.plex.accessToken}\n`);
    await run(['link', 'jellyfin', url, '--user', 'marit', '--keep-password'], `${password}\n`);
    await run(['link', 'jellyfin', url, '--api-key-stdin', '--as', 'warden', '--json'], `${apiKey}\n`);
    await run(['link', 'jellyfin', url, '--user', 'marit'], 'planted-wrong-password\n');
    await run(['link', 'plex', '--token-stdin'], 'planted-wrong-token\n');
    await run(['link', 'jellyfin', url.replace('//', '//planted-name:planted-word@')]);
    const results = [await run(['probe']), await run(['sync']), await run(['sources', '--json'])];
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    await run(['link', 'plex', '--profile', 'Careful', '--pin-stdin'], `${plantedPin}\n`);
    await run(['whoami', '--json']);
    await run(['unlink', mock.plex.name, '--yes', '--json']);
    mock.jellyfin.revokeTokens();
    mock.plexTv.revokeAccountToken();
    mock.jellyfin.faults.add({ path: /Items/, action: { kind: 'status', status: 500 } });
    await run(['probe', '--json']);
    await run(['sync', '--json']);
    await run(['whoami']);
    await run(['sign-out', mock.jellyfin.name, '--json']);

    const secrets = [
      ...sent(),
      password,
      apiKey,
      mock.plexTv.account.token,
      'planted-wrong',
      'planted-word',
      plantedPin,
    ];
    expect(secrets.length).toBeGreaterThanOrEqual(8);
    const everything = outputs.join('\n');
    expect(everything).toContain('"level"');
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);

    const folder = join(home, '.local', 'share', 'mediafold');
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
    }
  });
});
