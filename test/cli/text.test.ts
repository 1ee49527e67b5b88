import { MediafoldError, NetworkFailure, type SyncProgress, sourceId } from 'mediafold';
import { describe, expect, test } from 'vitest';
import { defaultDatabase } from '../../src/cli/database-file.ts';
import { tell } from '../../src/cli/failure.ts';
import { counted, isNamed, printable, shortened } from '../../src/cli/printable.ts';
import { progressBar, progressText } from '../../src/cli/progress-text.ts';
import { signInCommand } from '../../src/cli/sign-in-command.ts';
import { table } from '../../src/cli/table.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

describe('text from servers', () => {
  test('cannot move the cursor, colour the screen or turn the line around', () => {
    expect(printable('\u001B[2J\u001B]0;owned\u0007The \u001B[31mRed\u001B[0m\nDoor\u0000')).toBe('The Red Door');
    expect(printable('a\u202Eb\u0085c')).toBe('abc');
    expect(printable('Amélie – 天気の子')).toBe('Amélie – 天気の子');
  });

  test('is shortened by characters, not by code units', () => {
    expect(shortened('🎬🎬🎬🎬', 3)).toBe('🎬🎬…');
    expect(shortened('short', 5)).toBe('short');
  });
});

test('a server is found by the name that was shown, whatever else it has in it', () => {
  const name = '  The\nAttic \u202e 🎬  "x"';
  expect(isNamed(name, printable(name))).toBe(true);
  expect(isNamed(name, 'the attic 🎬 "X"')).toBe(true);
  expect(isNamed(name, 'The Attic')).toBe(false);
});

test('counts read like words', () => {
  expect(counted(1, 'item')).toBe('1 item');
  expect(counted(20_000, 'item')).toBe('20,000 items');
});

describe('progress', () => {
  const at = (facts: Partial<SyncProgress>): SyncProgress => ({
    sourceId: sourceId('a'),
    phase: 'listing',
    received: 0,
    total: 0,
    ...facts,
  });

  test('says how far and where', () => {
    const text = progressText(at({ received: 1_500, total: 6_000, libraryTitle: 'Films', kind: 'movie' }));
    expect(text).toBe('1,500 of 6,000 (25 %), Films (movie)');
    expect(progressText(at({ phase: 'connecting' }))).toBe('connecting');
  });

  test('never says more than everything', () => {
    expect(progressBar(at({ received: 10, total: 5 }))).toBe('█'.repeat(24));
    expect(progressBar(at({}))).toBe('░'.repeat(24));
    expect(progressText(at({ received: 10, total: 5 }))).toContain('10 of 10 (100 %)');
  });
});

describe('tables', () => {
  const terminal = (columns: number | undefined): Terminal => ({
    stdin: process.stdin,
    stderr: process.stderr,
    print: () => undefined,
    note: () => undefined,
    paint: (_, text) => text,
    columns,
    canAsk: false,
    canRedraw: false,
    screen: undefined,
  });
  const draw = (columns: number | undefined): readonly string[] =>
    table(
      terminal(columns),
      [
        { head: 'Title', text: (row: readonly string[]) => row[0] ?? '', shrinks: true },
        { head: 'Ref', text: (row: readonly string[]) => row[1] ?? '' },
      ],
      [['A very long title that goes on and on', 'source:1']],
    ).split('\n');

  test('are as wide as they need to be in a pipe', () => {
    expect(draw(undefined)).toEqual([
      'Title                                  Ref',
      'A very long title that goes on and on  source:1',
    ]);
  });

  test('give way on a narrow terminal, but keep what is to be copied', () => {
    expect(draw(40)[1]).toMatch(/^A very long title that.*… {2}source:1$/);
    expect(Math.max(...draw(40).map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});

describe('every failure says which of three it is', () => {
  const says = {
    'sign-in-again': /Sign in again/,
    'try-later': /try again/i,
    never: /changes nothing/,
    none: /./,
  } as const;
  const codes = [
    ...([
      'unauthorized',
      'token-expired',
      'unavailable',
      'timeout',
      'rate-limited',
      'protocol',
      'wrong-server',
    ] as const),
    ...(['forbidden', 'unsupported', 'untrusted-certificate', 'not-found', 'conflict'] as const),
  ];

  test.each(codes)('%s', (code) => {
    const error = new MediafoldError(code, 'list items: it went wrong');
    const told = tell(error);
    expect(told.text).toMatch(says[error.remedy]);
    for (const [remedy, words] of Object.entries(says)) {
      if (remedy === 'sign-in-again' && error.remedy !== remedy) expect(told.text).not.toMatch(words);
    }
    expect(told.exitCode).toBe(error.remedy === 'sign-in-again' ? 4 : 1);
  });

  test('an address that answers nobody can pass, too', () => {
    expect(tell(new NetworkFailure('refused', 'connect: http://a.example: nothing listens there')).text).toMatch(
      /try again/,
    );
  });

  test('a server that says how long to wait is believed', () => {
    const told = tell(new MediafoldError('rate-limited', 'make a PIN: too many', { retryAfterMs: 90_000 }));
    expect(told.text).toContain('try again in 90 s');
  });
});

describe('the command that signs in again', () => {
  const jellyfin = {
    type: 'jellyfin',
    name: 'Attic',
    userName: 'marit',
    connection: { uri: 'http://10.0.0.5:8096', kind: 'local', secure: false },
  } as const;
  const plex = { type: 'plex', name: "Robin's attic; rm -rf ~" } as const;

  test.each([
    [{ ...jellyfin, credential: 'jellyfin-token' as const }, 'link jellyfin http://10.0.0.5:8096'],
    [jellyfin, 'link jellyfin http://10.0.0.5:8096'],
    [
      { ...jellyfin, credential: 'jellyfin-password' as const },
      'link jellyfin http://10.0.0.5:8096 --user marit --keep-password',
    ],
    [
      { ...jellyfin, credential: 'jellyfin-api-key' as const },
      'link jellyfin http://10.0.0.5:8096 --api-key-stdin --as marit',
    ],
    [{ ...plex, credential: 'plex-token' as const }, `link plex --server 'Robin'\\''s attic; rm -rf ~'`],
    [{ ...plex, name: 'Attic', credential: 'plex-device-key' as const }, 'link plex --server Attic --device-key'],
  ])('%j', (source, command) => {
    expect(signInCommand(source, {})).toBe(`mediafold ${command}`);
  });

  test('names the catalogue if it was named', () => {
    expect(signInCommand(jellyfin, { database: '/my media/a.db' })).toContain("--database '/my media/a.db'");
  });
});

test('an error that nobody knows shows nothing of itself', () => {
  const { text, exitCode } = tell(new TypeError('fetch https://x/?X-Plex-Token=planted'));
  expect(text).not.toContain('planted');
  expect(text).toContain('TypeError');
  expect(exitCode).toBe(1);
});

test('the catalogue lies where programs keep data on each platform', () => {
  expect(defaultDatabase({}, 'linux', '/home/ada')).toBe('/home/ada/.local/share/mediafold/catalogue.db');
  expect(defaultDatabase({ XDG_DATA_HOME: '/data' }, 'linux', '/home/ada')).toBe('/data/mediafold/catalogue.db');
  expect(defaultDatabase({ XDG_DATA_HOME: 'relative' }, 'linux', '/home/ada')).toContain('/home/ada/');
  expect(defaultDatabase({}, 'darwin', '/Users/ada')).toContain('Library/Application Support');
  expect(defaultDatabase({ LOCALAPPDATA: '/local' }, 'win32', '/Users/ada')).toBe('/local/mediafold/catalogue.db');
});
