import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { documentOf, type Ran, type RunOptions, runCli, temporaryHome } from './run-cli.ts';
import { whoIs } from './who.ts';

interface Listed {
  readonly id: string;
  readonly deviceId: string;
  readonly userName?: string;
  readonly credential?: string;
  readonly lastCredential?: string;
  readonly isProfile?: true;
  readonly connection?: { readonly uri: string };
}

interface Failed {
  readonly syncs: readonly {
    readonly status: string;
    readonly error: { readonly code: string; readonly remedy: string; readonly message: string };
  }[];
}

let mock: MockServers;
let home = '';
let remove = (): void => undefined;
const database = (): string => join(home, 'a.db');

function run(args: readonly string[], input = '', more: Partial<RunOptions> = {}): Promise<Ran> {
  const env = { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url, MEDIAFOLD_DATABASE: database(), ...more.env };
  return runCli(args, { cwd: home, input, ...more, env });
}

/** Agrees to the code, once, as a person would. */
function runAndAgree(args: readonly string[]): Promise<Ran> {
  let isDone = false;
  const onStderr = (text: string): void => {
    const code = /enter the code (\S+)\n/.exec(text)?.[1];
    if (code === undefined || isDone) return;
    isDone = true;
    mock.plexTv.approvePin(code);
  };
  return run(args, '', { onStderr });
}

const sources = async (): Promise<readonly Listed[]> =>
  documentOf<{ sources: readonly Listed[] }>(await run(['sources', '--json'])).sources;

const linkAccount = (): Promise<Ran> => run(['link', 'plex', '--token-stdin'], `${mock.plexTv.account.token}\n`);

/** As a shell reads it. */
const words = (command: string): readonly string[] =>
  [...command.replace(/^mediafold /, '').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, inQuotes, plain]) => inQuotes ?? plain ?? '',
  );

/** What is named as the way back. */
async function wayBack(id: string): Promise<string> {
  const [who] = await whoIs(run(['whoami', id, '--offline', '--json']));
  const command = who?.state.command ?? 'none';
  const sync = await run(['sync', id]);
  expect(sync.code).toBe(4);
  expect(sync.stderr).toContain(`with: ${command} (`);
  return command;
}

beforeAll(async () => {
  mock = await startMockServers({ movies: 3, shows: 1 });
});
afterAll(() => mock.close());
beforeEach(() => {
  ({ home, remove } = temporaryHome());
});
afterEach(() => remove());

describe('after signing out, the command that is named is the way in that was taken', () => {
  test.each([
    [
      'a password that is kept',
      () => ['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit', '--keep-password'],
      () => mock.jellyfin.users[0]?.password ?? '',
      (uri: string) => `mediafold link jellyfin ${uri} --user marit --keep-password`,
    ],
    [
      'an API key',
      () => ['link', 'jellyfin', mock.jellyfin.url, '--api-key-stdin', '--as', 'marit'],
      () => mock.jellyfin.apiKey,
      (uri: string) => `mediafold link jellyfin ${uri} --api-key-stdin --as marit`,
    ],
    [
      "a Plex server's own token",
      () => ['link', 'plex', '--url', mock.plex.url],
      () => mock.plex.accessToken,
      (uri: string) => `mediafold link plex --url ${uri}`,
    ],
  ] as const)('%s', async (_, link, secretOf, expected) => {
    const input = `${secretOf()}\n`;
    expect(await run(link(), input)).toMatchObject({ code: 0 });
    const [{ id = '', credential, connection } = {}] = await sources();
    const command = expected(connection?.uri ?? '');
    await run(['sign-out', id]);
    // A second time nothing is there to be signed out of, and it is known all the same.
    expect((await run(['sign-out', id])).stdout).toContain(`To sign in again: ${command}\n`);
    expect(await wayBack(id)).toBe(command);
    expect((await run(words(command), input)).stdout).toMatch(/^Signed in again/);
    expect(await sources()).toMatchObject([{ id, credential, lastCredential: credential }]);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('a key of this device, which stays one device in the list of the account', async () => {
    await runAndAgree(['link', 'plex', '--device-key']);
    const [{ id = '', deviceId } = {}] = await sources();
    await run(['sign-out', id]);
    const command = await wayBack(id);
    expect(command).toMatch(/^mediafold link plex --server .* --device-key$/);
    expect((await runAndAgree(words(command))).stdout).toMatch(/^Signed in again/);
    expect(await sources()).toMatchObject([{ id, credential: 'plex-device-key', deviceId }]);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('a member of the Plex Home comes back as themselves, not as the owner', async () => {
    await linkAccount();
    await run(['link', 'plex', '--profile', 'Junior']);
    const junior = (await sources()).find(({ userName }) => userName === 'Junior');
    const { id = '' } = junior ?? {};
    await run(['sign-out', id]);
    const command = await wayBack(id);
    expect(command).toMatch(/^mediafold link plex --server .* --profile Junior$/);
    expect((await whoIs(run(['whoami', id, '--json'])))[0]?.state.command).toBe(command);
    expect((await run(['doctor', id])).stdout).toContain(`: ${command}\n`);
    expect((await run(['probe', id])).stdout).toContain(`again: ${command}\n`);
    const signedOut = (await sources()).find((source) => source.id === id);
    expect(signedOut).toMatchObject({ isProfile: true, lastCredential: 'plex-token' });
    expect(signedOut).not.toHaveProperty('credential');
    expect((await run(words(command))).stdout).toMatch(/^Signed in again/);
    expect(await run(['sync', id])).toMatchObject({ code: 0 });
    expect(await sources()).toHaveLength(2);
  });
});

test('a stored password that was refused and forgotten is asked for again, and kept again', async () => {
  const [user] = mock.jellyfin.users;
  await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit', '--keep-password'], `${user?.password}\n`);
  const [{ id = '' } = {}] = await sources();
  mock.jellyfin.changePassword('marit', 'another one');
  onTestFinished(() => mock.jellyfin.changePassword('marit', user?.password ?? ''));
  expect(await run(['sync'])).toMatchObject({ code: 4 });
  expect(await sources()).toMatchObject([{ credential: 'jellyfin-token', lastCredential: 'jellyfin-password' }]);
  expect(await wayBack(id)).toMatch(/ --user marit --keep-password$/);
});

test('a member of the Plex Home is named as one also when the key of the catalogue is lost', async () => {
  await linkAccount();
  await run(['link', 'plex', '--profile', 'Junior']);
  const lost = { env: { MEDIAFOLD_KEY: Buffer.alloc(32, 7).toString('base64url') } };
  const all = await whoIs(run(['whoami', '--offline', '--json'], '', lost));
  const commandOf = (name: string): string | undefined => all.find(({ user }) => user.name === name)?.state.command;
  expect(commandOf('Junior')).toMatch(/ --profile Junior$/);
  expect(all.filter(({ state }) => state.command?.includes('--profile'))).toHaveLength(1);
});

test('another process that syncs is a reason to try later', async () => {
  await linkAccount();
  const sqlite = new Sqlite(database());
  const owner = JSON.stringify({ host: 'another machine', pid: 1, name: 'worker' });
  sqlite
    .prepare(
      "insert into sync_run (source_id, owner, heartbeat_at, started_at, status) select id, ?, ?, ?, 'running' from source",
    )
    // Of the future, so that it holds however slow this machine is.
    .run(owner, Date.now() + 3_600_000, Date.now());
  sqlite.close();
  const busy = await run(['sync', '--json']);
  expect(busy.code).toBe(1);
  expect(documentOf<Failed>(busy).syncs).toMatchObject([
    {
      status: 'failed',
      error: { code: 'busy', remedy: 'try-later', message: expect.stringMatching(/try again when/) },
    },
  ]);
  expect((await run(['sync'])).stderr).toMatch(
    /another process is syncing this source: try again when it has ended\.\n$/,
  );
});
