import { join } from 'node:path';
import {
  createWorld,
  holdingsFor,
  type MockJellyfin,
  type MockServers,
  startMockJellyfin,
  startMockServers,
} from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface DiagnosesDocument {
  readonly diagnoses: readonly {
    readonly status: string;
    readonly chosen?: { readonly uri: string };
    readonly advice: readonly string[];
    readonly addresses: readonly { readonly candidate: { readonly uri: string }; readonly outcome: string }[];
  }[];
}
interface AddressesDocument {
  readonly addresses: readonly {
    readonly uri: string;
    readonly pinned?: true;
    readonly last?: { readonly outcome: string };
  }[];
}

const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');
const dead = 'http://127.0.0.1:2';

// One story, told in this order: each step begins where the one before has ended.
describe('the connection of a server', { shuffle: false }, () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
  let other: MockJellyfin;
  let name = '';
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
    });
  const addresses = async (): Promise<AddressesDocument['addresses']> =>
    documentOf<AddressesDocument>(await run(['address', 'list', name, '--json'])).addresses;

  beforeAll(async () => {
    mock = await startMockServers({ movies: 4, shows: 1 });
    const { jellyfin } = holdingsFor({ movies: 4, shows: 1, overlap: 0 });
    other = await startMockJellyfin({ world: createWorld(7), holdings: jellyfin, name: 'Cellar' });
    name = mock.jellyfin.name;
  });
  afterAll(async () => {
    await Promise.all([mock.close(), other.close()]);
    remove();
  });

  const password = (): string => `${mock.jellyfin.users[0]?.password}\n`;

  test('addresses of two servers are not linked as one', async () => {
    const ran = await run(['link', 'jellyfin', mock.jellyfin.url, other.url, '--user', 'marit'], password());
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('another server');
    expect(ran.stderr).toContain('Give addresses of one server only');
    expect(documentOf(await run(['sources', '--json']))).toEqual({ sources: [] });
  });

  test('several addresses of one server are linked together, also one that does not answer now', async () => {
    const urls = [mock.jellyfin.url, byName(mock.jellyfin.url), dead];
    const ran = await run(['link', 'jellyfin', ...urls, '--user', 'marit', '--json'], password());
    expect(ran).toMatchObject({ code: 0 });
    const known = (await addresses()).map(({ uri }) => uri);
    expect(new Set(known)).toEqual(new Set([...urls, ...known]));
  });

  test('and those of a Plex server without plex.tv', async () => {
    const { url, accessToken } = mock.plex;
    const elsewhere = join(home, 'plex.db');
    const linked = await run(
      ['link', 'plex', '--url', url, '--url', byName(url), '--database', elsewhere, '--json'],
      `${accessToken}\n`,
    );
    expect(linked).toMatchObject({ code: 0 });
    const ran = await run(['address', 'list', mock.plex.name, '--database', elsewhere, '--json']);
    const known = documentOf<AddressesDocument>(ran).addresses.map(({ uri }) => uri);
    expect(new Set(known)).toEqual(new Set([url, byName(url)]));
  });

  test('doctor tells every address, the choice and what could be done', async () => {
    const ran = await run(['doctor', name]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/Address +Kind +From +Outcome +Took +Reason/);
    expect(ran.stdout).toContain('refused');
    expect(ran.stdout).toMatch(/Chosen: http:.*: local, not encrypted/);
    expect(ran.stdout).toContain('Sign-in: Jellyfin session of ');
    expect(ran.stdout).toContain('Local network: no answer');
    expect(ran.stdout).toContain("Server's clock: as here");
    expect(ran.stdout).toContain(`- ${dead}: Check that the server runs`);
    const [found] = documentOf<DiagnosesDocument>(await run(['doctor', name, '--json'])).diagnoses;
    expect(found).toMatchObject({ status: 'online', advice: [] });
    expect(found?.addresses.find(({ candidate }) => candidate.uri === dead)).toMatchObject({
      outcome: 'refused',
      code: 'unavailable',
      isKnown: true,
    });
    expect(JSON.stringify(found)).not.toContain('"error"');
  });

  test('doctor says that the server is away, and what to do first', async () => {
    mock.jellyfin.setStartUp('loading');
    const ran = await run(['doctor', name]);
    mock.jellyfin.setStartUp('ready');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('No connection:');
    expect(ran.stdout).toMatch(/What you could do:\n- Wait: the server is starting/);
  });

  test('doctor tells who has to sign in again, with the command', async () => {
    mock.jellyfin.revokeTokens();
    const ran = await run(['doctor', name]);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('- Sign in again');
    expect(ran.stdout).toContain('- The command for it: mediafold link jellyfin ');
    expect(documentOf<DiagnosesDocument>(await run(['doctor', '--json'])).diagnoses).toMatchObject([
      { status: 'needs-sign-in' },
    ]);
  });
});
