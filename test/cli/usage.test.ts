import { inspect } from 'node:util';
import { MediafoldError } from 'mediafold';
import { afterAll, describe, expect, test } from 'vitest';
import { debugText } from '../../src/cli/debug-logger.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const planted = 'planted-in-a-command';

describe('a command line that is wrong', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  test.each([
    [['link', 'plex', `--token=${planted}`], "unknown option '--token'", true],
    [['link', 'plex', '--token', planted], "unknown option '--token'", true],
    [['link', 'jellyfin', 'http://h', `--password=${planted} and\nmore ${planted}`], "option '--password'", true],
    [['access', 'home', `--header=X-Key: ${planted}`], "unknown option '--header'", true],
    [['rotate-key', `--passphrase=${planted}`], "unknown option '--passphrase'", true],
    [[`--api-key=${planted}`, 'sources'], "unknown option '--api-key'", true],
    [['sources', `--colour=${planted}`], "unknown option '--colour'", false],
    [['whoami', 'home', planted, `http://ann:${planted}@host/`], 'Expected 1 argument but got 3.', false],
  ] as const)('is told without what may be a secret: %j', async (args, says, isAdvised) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: home });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('planted');
    expect(/read from standard input.*history/.test(stderr)).toBe(isAdvised);
  });

  test('still says what was mistyped', async () => {
    const { stderr } = await runCli(['link', 'plex', '--strng'], { cwd: home });
    expect(stderr).toContain("unknown option '--strng'");
    expect(stderr).toContain('Did you mean --strong?');
  });
});

test('for debugging a strange error is shown without what it quotes, and one of the library as it is', () => {
  const inside = Object.assign(new Error(`GET http://h/?token=${planted}`), { headers: { 'x-plex-token': planted } });
  const shown = debugText(new TypeError('it broke', { cause: inside }));
  expect(shown).toMatch(/TypeError[\s\S]*it broke[\s\S]*usage\.test/);
  expect(shown).not.toContain(planted);
  const known = new MediafoldError('forbidden', 'no');
  expect(debugText(known)).toBe(inspect(known));
});
