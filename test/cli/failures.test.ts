import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectFailure } from './expect-failure.ts';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

async function serve(answer: {
  readonly type: string;
  readonly body: string;
}): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => response.setHeader('content-type', answer.type).end(answer.body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('what goes wrong when a server is linked', () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
  let page: { server: Server; url: string };
  let other: { server: Server; url: string };
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
    });
  const jellyfin = (url: string): Promise<Ran> => run(['link', 'jellyfin', url, '--user', 'marit'], 'x\n');
  const plex = (url: string): Promise<Ran> => run(['link', 'plex', '--url', url], 'x\n');

  beforeAll(async () => {
    mock = await startMockServers({ movies: 3, shows: 1 });
    page = await serve({ type: 'text/html', body: '<html><body>Sign in to the guest network</body></html>' });
    other = await serve({ type: 'application/json', body: '{"service":"weather"}' });
  });
  afterAll(async () => {
    await mock.close();
    page.server.close();
    other.server.close();
    remove();
  });

  test('a wrong password', async () => {
    expectFailure(await jellyfin(mock.jellyfin.url), 1, /user name and the password/);
  });

  test('a wrong API key', async () => {
    expectFailure(await run(['link', 'jellyfin', mock.jellyfin.url, '--api-key-stdin'], 'wrong\n'), 1, /API key/);
  });

  test('a wrong token, of the account and of the server', async () => {
    expectFailure(await run(['link', 'plex', '--token-stdin'], 'wrong\n'), 1, /token/);
    expectFailure(await plex(mock.plex.url), 1, /token/);
  });

  test('a name that nobody has', async () => {
    expectFailure(await jellyfin('http://media.invalid'), 1, 'media.invalid', /Check/);
    expectFailure(await plex('http://media.invalid'), 1, 'media.invalid', /Check/);
  });

  test('text that is no address', async () => {
    expectFailure(await jellyfin('ftp://media.example'), 2, 'http://');
    expectFailure(await plex('http://'), 2, 'address');
  });

  test('a closed port', async () => {
    const closed = await serve({ type: 'text/plain', body: '' });
    await new Promise((resolve) => closed.server.close(resolve));
    expectFailure(await jellyfin(closed.url), 1, closed.url, /nothing listens there/);
    expectFailure(await plex(closed.url), 1, closed.url, /nothing listens there/);
  });

  test('a web page instead of a server', async () => {
    expectFailure(await jellyfin(page.url), 1, page.url, /address of a Jellyfin server/);
    expectFailure(await plex(page.url), 1, page.url, /address of a Plex server/);
  });

  test('another service that speaks JSON', async () => {
    expectFailure(await jellyfin(other.url), 1, other.url, /address of a Jellyfin server/);
    expectFailure(await plex(other.url), 1, other.url, /address of a Plex server/);
  });

  test("the other vendor's server", async () => {
    expectFailure(await jellyfin(mock.plex.url), 1, mock.plex.url, /address of a Jellyfin server/);
    expectFailure(await plex(mock.jellyfin.url), 1, mock.jellyfin.url, /address of a Plex server/);
  });

  test('a PIN that ran out', async () => {
    const ran = await runCli(['link', 'plex'], {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      onStderr: (text) => {
        if (text.includes('enter the code')) mock.plexTv.expirePins();
      },
    });
    expectFailure(ran, 1, /new code/);
  });

  test('a server that the account does not have', async () => {
    const ran = await run(['link', 'plex', '--token-stdin', '--server', 'Cellar'], `${mock.plexTv.account.token}\n`);
    expectFailure(ran, 1, 'Cellar', mock.plex.name);
  });

  test('nothing on standard input', async () => {
    expectFailure(await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit']), 2, 'standard input');
  });

  test('nothing of all this was stored', async () => {
    const { sources } = documentOf<{ sources: readonly unknown[] }>(await run(['sources', '--json']));
    expect(sources).toEqual([]);
  });
});
