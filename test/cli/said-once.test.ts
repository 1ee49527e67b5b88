import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MediafoldError } from 'mediafold';
import { createWorld, holdingsFor, startMockJellyfin, startMockPlex } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { tell } from '../../src/cli/failure.ts';
import { withoutName } from '../../src/cli/printable.ts';

import { hasTerminal, type Ran, runCli, temporaryHome } from './run-cli.ts';
import { sharedHouse } from './shared-house.ts';

const times = (text: string, part: string | RegExp): number => text.split(part).length - 1;

describe('a sentence', () => {
  test.each([
    ['the server does not accept it; sign in again', 'The key. Sign in again with: x.', 'accept it. The key.'],
    [
      'Put the old one back, or sign in again',
      'Sign in again as Ada with: x.',
      'back, or sign in again as Ada with: x.',
    ],
    ['Put the old one back, or sign in again', 'Check the token.', 'or sign in again. Check the token.'],
  ])('%j with the advice %j', (message, unauthorized, says) => {
    expect(tell(new MediafoldError('unauthorized', message), { unauthorized }).text).toContain(says);
  });

  test('says itself what to do where there is no better advice', () => {
    const error = new MediafoldError('conflict', 'another one does that: try again when it has ended');
    expect(tell(error, { conflict: '' }).text).toBe('another one does that: try again when it has ended.');
  });

  test('has the name of the server once', () => {
    expect(withoutName('Attic\u202E', 'Attic: signed out')).toBe('signed out');
    expect(withoutName('Attic', 'Cellar: signed out')).toBe('Cellar: signed out');
  });
});

// One story, told in this order: each step begins where the one before has ended.
describe('what is said of a server that needs a new sign-in', { shuffle: false }, () => {
  const { home, remove } = temporaryHome();
  const run = (args: readonly string[], input = ''): Promise<Ran> =>
    runCli([...args, '--database', join(home, 'a.db')], { cwd: home, input });
  let server: Awaited<ReturnType<typeof startMockJellyfin>>;

  beforeAll(async () => {
    const { jellyfin: holdings } = holdingsFor({ movies: 3, shows: 0 });
    server = await startMockJellyfin({ world: createWorld(3), holdings });
    const linked = await run(['link', 'jellyfin', server.url, '--user', 'marit'], `${server.users[0]?.password}\n`);
    expect(linked).toMatchObject({ code: 0 });
    rmSync(join(home, 'a.db.key'));
  });
  afterAll(async () => {
    await server.close();
    remove();
  });

  test.each([['sync'], ['whoami'], ['doctor'], ['probe']])('%s: name, reason and command once', async (command) => {
    const { code, stdout, stderr } = await run([command]);
    const said =
      command === 'sync'
        ? stderr
            .split('\n')
            .filter((line) => line.startsWith('mediafold: '))
            .join()
        : stdout;
    expect(code).toBe(4);
    expect(times(said, server.name)).toBe(1);
    expect(times(said, 'cannot be read')).toBe(1);
    expect(times(said, `mediafold link jellyfin ${server.url}`)).toBe(1);
    expect(said).not.toMatch(/sign in again[.;] sign in again/i);
  });

  test('a second sign-out says that there was one', async () => {
    expect((await run(['sign-out', server.name])).stdout).toContain('Signed out of');
    const again = await run(['sign-out', server.name]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('was signed out before.\n');
  });
});

describe('an empty line', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);
  const run = (args: readonly string[], input: string): Promise<Ran> =>
    runCli([...args, '--database', join(home, `${randomUUID()}.db`)], { cwd: home, input });

  test('is the password of a user who has none; nothing at all is a mistake', async () => {
    const { jellyfin: holdings } = holdingsFor({ movies: 1, shows: 0 });
    const users = [{ name: 'kid', password: '' }];
    const server = await startMockJellyfin({ world: createWorld(3), holdings, users });
    onTestFinished(() => server.close());
    const link = ['link', 'jellyfin', server.url, '--user', 'kid'];
    expect(await run(link, '\n')).toMatchObject({ code: 0 });
    expect(await run(link, '')).toMatchObject({ code: 2, stdout: '' });
  });

  test('is the token of a server that nobody has claimed', async () => {
    const { plex: holdings } = holdingsFor({ movies: 1, shows: 0 });
    const plex = await startMockPlex({ world: createWorld(3), servers: [{ name: 'Shelf', holdings, claimed: false }] });
    onTestFinished(() => plex.close());
    const link = ['link', 'plex', '--url', plex.servers[0]?.url ?? ''];
    expect(await run(link, '\n')).toMatchObject({ code: 0 });
    expect(await run(link, '')).toMatchObject({ code: 2, stdout: '' });
  });

  test('is no token of an account, which is asked nothing', async () => {
    const ran = await run(['link', 'plex', '--token-stdin'], '\n');
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: 'mediafold: the token is empty.\n' });
  });
});

describe('in a household', () => {
  const house = sharedHouse();
  const { run, linkJellyfin, linkPlex } = house;

  test('what is missing from a list is said', async () => {
    const before = await Promise.all([run(['sources']), run(['ls']), run(['search', 'x'])]);
    for (const { code } of before) expect(code).toBe(1);
    await linkJellyfin();
    await run(['sync']);
    expect((await run(['ls', '--library', 'films', '--limit', '3'])).stderr).toMatch(
      /^The first 3 titles; there are more/,
    );
    expect((await run(['ls', '--library', 'films', '--limit', '4'])).stderr).toBe('');
    expect((await run(['ls', '--kind', 'movie', '--limit', '3'])).stderr).toMatch(/^The first 3 titles of 4\./);
    expect((await run(['ls', '--kind', 'movie', '--limit', '4'])).stderr).toBe('');
    expect((await run(['ls', '--kind', 'movie', '--limit', '1'])).stderr).toMatch(/^The first title of 4\. --all/);
    const { titles } = JSON.parse((await run(['ls', '--limit', '2', '--json'])).stdout) as { titles: unknown[] };
    expect(titles).toHaveLength(2);
  });

  test('a catalogue without a server says how to link one', async () => {
    await linkJellyfin();
    await run(['unlink', house.mock.jellyfin.name, '--yes']);
    for (const command of ['sources', 'ls']) {
      expect((await run([command])).stdout).toMatch(/^No server is linked yet\. Link one with "mediafold link/);
    }
  });

  test('a wrong PIN names whose it is', async () => {
    await linkPlex();
    const { stderr } = await run(['link', 'plex', '--profile', 'careful', '--pin-stdin'], '1111\n');
    expect(stderr).toBe('mediafold: Plex does not let Careful in with this PIN. Check it and try again.\n');
  });

  test('two users of one server are told apart', async () => {
    await linkPlex();
    await run(['link', 'plex', '--profile', 'Junior']);
    const { stdout, stderr } = await run(['sync']);
    for (const label of ['Attic as Robin', 'Attic as Junior']) {
      expect(stderr).toContain(`${label}: connecting`);
      expect(stdout).toContain(`${label} (plex): `);
    }
    expect((await run(['ls', '--kind', 'movie'])).stdout).toMatch(/ Attic as \w+, Attic as \w+ /);
    expect((await run(['sign-out', 'Attic'])).stderr).toMatch(/\(Attic as \w+\), \w+ \(Attic as \w+\)/);
  });

  test('an address that a server does not have', async () => {
    await linkJellyfin();
    const { stderr } = await run(['address', 'remove', house.mock.jellyfin.name, 'http://10.0.0.9']);
    expect(stderr).toContain('mediafold address add');
    expect(stderr).not.toContain('sync');
  });

  test('a name that nobody has is one reason, however many addresses were made of it', async () => {
    const { stderr } = await run(['link', 'jellyfin', 'media.invalid', '--user', 'marit'], 'x\n');
    expect(times(stderr, 'the name cannot be found')).toBe(1);
    expect(times(stderr, 'http://media.invalid:8096')).toBe(1);
  });
});

describe.skipIf(!hasTerminal)('a question on a terminal', () => {
  const house = sharedHouse();
  const size = { columns: 90, rows: 30 };

  test.each([
    ['Ctrl-D is no yes', '\u0004', 1, 'Nothing was changed.'],
    ['Ctrl-C stops', '\u0003', 130, 'stopped. Nothing was changed.'],
  ])('%s', async (_name, key, code, says) => {
    await house.linkJellyfin();
    const ran = await house.onTerminal(['unlink', house.mock.jellyfin.name], size, '[y/N]', key);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toContain(says);
    expect(ran.stdout).not.toContain('MEDIAFOLD_DEBUG');
  });

  test('a dumb terminal gets lines, and nothing that moves the cursor', async () => {
    await house.linkJellyfin();
    const ran = await house.onTerminal(['sync'], size, 'nothing is asked', '', { TERM: 'dumb' });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`${house.mock.jellyfin.name}: connecting`);
    expect(ran.stdout).not.toContain('\u001B');
  });

  test('Ctrl-C instead of a password ends the line of the question', async () => {
    const link = ['link', 'jellyfin', house.mock.jellyfin.url, '--user', 'marit'];
    const ran = await house.onTerminal(link, size, 'Password of marit: ', '\u0003');
    expect(ran.code).toBe(130);
    expect(ran.stdout).toMatch(/Password of marit: \r?\nStopping\./);
  });
});
