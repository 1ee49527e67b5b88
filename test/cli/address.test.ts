import { createWorld, holdingsFor, type MockJellyfin, startMockJellyfin } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface AddressesDocument {
  readonly addresses: readonly { readonly uri: string; readonly pinned?: true }[];
}

const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');
const start = (name: string, discoveryPort?: number): Promise<MockJellyfin> => {
  const { jellyfin: holdings } = holdingsFor({ movies: 4, shows: 1, overlap: 0 });
  const discovery = discoveryPort === undefined ? {} : { discoveryPort };
  return startMockJellyfin({ world: createWorld(7), holdings, name, ...discovery });
};

// One story, told in this order: each step begins where the one before has ended.
describe('the addresses of a server', { shuffle: false }, () => {
  const { home, remove } = temporaryHome();
  let mine: MockJellyfin;
  let other: MockJellyfin;
  const run = (args: readonly string[], input = ''): Promise<Ran> => runCli(args, { cwd: home, input });
  const addresses = async (): Promise<AddressesDocument['addresses']> =>
    documentOf<AddressesDocument>(await run(['address', 'list', mine.name, '--json'])).addresses;

  beforeAll(async () => {
    mine = await start('Lantern');
    other = await start('Cellar');
    await run(['link', 'jellyfin', mine.url, '--user', 'marit'], `${mine.users[0]?.password}\n`);
  });
  afterAll(async () => {
    await Promise.all([mine.close(), other.close()]);
    remove();
  });

  test('are listed with what was found the last time', async () => {
    const ran = await run(['address', 'list', mine.name]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/Address +Kind +From +Last outcome +Took +Good +Reason/);
    expect(ran.stdout).toContain(mine.url);
  });

  test('get one more, as a person types it', async () => {
    const added = await run(['address', 'add', mine.name, byName(mine.url).replace('http://', '')]);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toContain(byName(mine.url));
  });

  test('may be away for now, but not those of another server', async () => {
    const kept = await run(['address', 'add', mine.name, 'http://127.0.0.1:2']);
    expect(kept.code).toBe(0);
    expect(kept.stderr).toContain('is kept, but it is no good now');
    const wrong = await run(['address', 'add', mine.name, other.url]);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('"Cellar"');
  });

  test('are pinned and unpinned', async () => {
    const pinned = await run(['address', 'pin', mine.name, `${byName(mine.url)}/`]);
    expect(pinned).toMatchObject({ code: 0 });
    expect(pinned.stdout).toContain(`In use: ${byName(mine.url)}`);
    expect((await addresses())[0]).toMatchObject({ uri: byName(mine.url), pinned: true });
    expect(await run(['address', 'unpin', mine.name])).toMatchObject({ code: 0 });
    expect((await addresses()).some(({ pinned: isPinned }) => isPinned)).toBe(false);
  });

  test('are removed when they are there', async () => {
    expect(await run(['address', 'remove', mine.name, byName(mine.url)])).toMatchObject({ code: 0 });
    expect((await addresses()).map(({ uri }) => uri)).not.toContain(byName(mine.url));
    const missing = await run(['address', 'remove', mine.name, 'http://nowhere:1']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain(mine.url);
  });
});

describe('the local network', () => {
  const { home, remove } = temporaryHome();
  let server: MockJellyfin;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    runCli(args, { cwd: home, env });

  beforeAll(async () => {
    server = await start('Cellar', 0);
  });
  afterAll(async () => {
    await server.close();
    remove();
  });

  test('shows its servers, and needs no catalogue', async () => {
    const ask = `127.0.0.1:${server.discoveryPort}`;
    const ran = await run(['discover', '--ask', ask, '--wait', '300']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('Cellar');
    expect(ran.stdout).toContain(server.url);
    const found = documentOf(await run(['discover', '--wait', '300', '--json'], { MEDIAFOLD_LAN: ask }));
    expect(found).toMatchObject({ servers: [{ type: 'jellyfin', serverId: server.serverId }] });
  });

  test('may stay silent', async () => {
    const ran = await run(['discover', '--ask', '127.0.0.1:9', '--wait', '10']);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('No server answered') });
  });

  test('is asked at addresses with ports only', async () => {
    expect(await run(['discover', '--ask', 'nas'])).toMatchObject({ code: 2, stdout: '' });
  });
});
