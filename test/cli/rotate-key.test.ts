import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, hasTerminal, type Ran, runCli, startOnTerminal, temporaryHome } from './run-cli.ts';

type Env = Readonly<Record<string, string>>;

describe('the key of the stored credentials', () => {
  let mock: MockServers;
  let home: string;
  let remove: () => void;
  const path = (): string => join(home, 'catalogue.db');
  const run = (args: readonly string[], env: Env = {}, input?: string): Promise<Ran> =>
    runCli([...args, '--database', path()], { cwd: home, env, ...(input === undefined ? {} : { input }) });
  const link = (env: Env = {}): Promise<Ran> =>
    run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], env, `${mock.jellyfin.users[0]?.password}\n`);
  const keyFile = (): string => readFileSync(`${path()}.key`, 'utf8').trim();

  beforeAll(async () => {
    mock = await startMockServers({ movies: 3, shows: 1 });
  });
  afterAll(() => mock.close());
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
  });
  afterEach(() => remove());

  test('is made anew in its place, and nobody has to sign in', async () => {
    await link();
    const before = keyFile();
    const ran = await run(['rotate-key']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('1 credential was encrypted anew');
    expect(ran.stdout).toContain(`${path()}.key`);
    expect(keyFile()).not.toBe(before);
    for (const key of [before, keyFile()]) expect(ran.stdout).not.toContain(key);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('moves to a passphrase and back; without the passphrase nothing opens, and nothing is lost', async () => {
    await link();
    const passphrase = 'nine planted herons';
    const moved = await run(['rotate-key', '--to', 'passphrase', '--json'], {}, `${passphrase}\n`);
    expect(moved).toMatchObject({ code: 0 });
    expect(documentOf(moved)).toMatchObject({ place: 'passphrase', credentials: 1, unreadable: 0 });
    expect(existsSync(`${path()}.key`)).toBe(false);
    const without = await run(['sync']);
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toContain('MEDIAFOLD_PASSPHRASE');
    const wrong = await run(['whoami', '--json'], { MEDIAFOLD_PASSPHRASE: 'something else' });
    expect(wrong.code).toBe(4);
    expect(wrong.stdout).toContain('it was encrypted with another passphrase');
    expect(await run(['sync'], { MEDIAFOLD_PASSPHRASE: passphrase })).toMatchObject({ code: 0 });
    for (const name of readdirSync(home)) expect(readFileSync(join(home, name)).includes(passphrase)).toBe(false);
    for (const { stdout, stderr } of [moved, without, wrong]) expect(stdout + stderr).not.toContain(passphrase);

    const back = await run(['rotate-key', '--to', 'file'], { MEDIAFOLD_PASSPHRASE: passphrase });
    expect(back).toMatchObject({ code: 0 });
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('comes from the environment when it is there, and nothing is written beside the catalogue', async () => {
    const env = { MEDIAFOLD_KEY: randomBytes(32).toString('base64') };
    await link(env);
    expect(existsSync(`${path()}.key`)).toBe(false);
    expect(await run(['sync'], env)).toMatchObject({ code: 0 });
    const ran = await run(['rotate-key'], env);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('MEDIAFOLD_KEY');
    expect(ran.stderr).not.toContain(env.MEDIAFOLD_KEY);
    const moved = await run(['rotate-key', '--to', 'file'], env);
    expect(moved).toMatchObject({ code: 0 });
    expect(moved.stderr).toContain('take it out of the environment');
    expect(await run(['sync'])).toMatchObject({ code: 0 });
    expect(await run(['rotate-key'], { MEDIAFOLD_KEY: 'no key' })).toMatchObject({ code: 1 });
  });

  test('a keyring that cannot be used leaves everything as it was', async () => {
    await link();
    const before = keyFile();
    const ran = await run(['rotate-key', '--to', 'keyring']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/keyring/);
    expect(keyFile()).toBe(before);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test.skipIf(!hasTerminal)('a passphrase is asked for on a terminal, and never shown', async () => {
    await link();
    await run(['rotate-key', '--to', 'passphrase'], {}, 'nine planted herons\n');
    let asked = false;
    const { ended } = startOnTerminal(
      ['sync', '--database', path()],
      { columns: 90, rows: 30 },
      {
        cwd: home,
        onStdout: (text, child) => {
          if (asked || !text.includes('Passphrase of the catalogue:')) return;
          asked = true;
          child.stdin?.write('nine planted herons\r');
        },
      },
    );
    const ran = await ended;
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain('herons');
  });

  test.skipIf(!hasTerminal)('a new passphrase is typed twice; two different ones change nothing', async () => {
    await link();
    const before = keyFile();
    const answers = new Map([
      ['New passphrase:', 'nine planted herons\r'],
      ['The same again:', 'nine planted cranes\r'],
    ]);
    const { ended } = startOnTerminal(
      ['rotate-key', '--to', 'passphrase', '--database', path()],
      { columns: 90, rows: 30 },
      {
        cwd: home,
        onStdout: (text, child) => {
          for (const [question, answer] of answers) {
            if (!text.includes(question)) continue;
            answers.delete(question);
            child.stdin?.write(answer);
          }
        },
      },
    );
    const ran = await ended;
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('not the same');
    expect(ran.stdout).not.toContain('planted');
    expect(keyFile()).toBe(before);
  });
});
