import { type LoginPrompt, MediafoldError } from 'mediafold';
import { renderUnicodeCompact } from 'uqr';
import { describe, expect, test } from 'vitest';
import { drawnPrompt, link, plainPrompt, qrCode, timeLeft } from '../../src/cli/login-screen.ts';
import { statusText } from '../../src/cli/login-wait.ts';
import type { Screen } from '../../src/cli/terminal.ts';

const prompt: LoginPrompt = {
  code: 'K7QX',
  url: 'https://plex.example/link?pin=K7QX',
  qr: 'https://plex.example/link?pin=K7QX',
  expiresAt: 900_000,
};
const screen = (facts: Partial<Screen> = {}): Screen => ({ columns: 100, rows: 50, canStyle: true, ...facts });
const escapes = '\u001B';
const blocks = /[█▀▄]/;

describe('what a person sees while they are awaited', () => {
  test('a code to read from a distance and to copy, an address to click, and a QR code', () => {
    const text = drawnPrompt(prompt, screen()).join('\n');
    expect(text).toContain('K  7  Q  X');
    expect(text).toContain('K7QX');
    expect(text).toContain(`${escapes}]8;;${prompt.url}${escapes}\\${prompt.url}${escapes}]8;;${escapes}\\`);
    for (const line of renderUnicodeCompact(prompt.qr, { border: 2 }).split('\n')) expect(text).toContain(line);
  });

  test('a QR code that would not fit is left out, and nothing else is', () => {
    const whole = renderUnicodeCompact(prompt.qr, { border: 2 }).split('\n');
    const width = whole[0]?.length ?? 0;
    expect(qrCode(prompt.qr, screen({ columns: width + 2, rows: whole.length + 11 }))).toHaveLength(whole.length);
    for (const small of [{ columns: width + 1 }, { rows: whole.length + 10 }]) {
      const text = drawnPrompt(prompt, screen(small)).join('\n');
      expect(text).not.toMatch(blocks);
      expect(text).toContain('K  7  Q  X');
    }
  });

  test('a terminal without style gets text alone', () => {
    const text = drawnPrompt(prompt, screen({ canStyle: false })).join('\n');
    expect(text).not.toContain(escapes);
    expect(text).not.toMatch(blocks);
    expect(text).toContain(prompt.url);
    expect(text).toContain('enter the code K7QX');
  });

  test('a code that nobody could type is not asked to be typed', () => {
    const long = { ...prompt, code: 'a1b2c3d4e5f6g7h8i9j0k1l2m', url: 'https://app.plex.example/auth#?code=a1b2' };
    for (const lines of [drawnPrompt(long, screen()), plainPrompt(long, 0)]) {
      expect(lines.join('\n')).not.toContain('enter the code');
      expect(lines.join('\n')).toContain(long.url);
    }
  });

  test.each([
    'javascript:alert(1)',
    'https://a.example/\u0007b',
    'https://a.example/\u001B]8;;evil',
    'https://é.example/',
    'file:///etc/passwd',
  ])('%j is no link', (url) => {
    expect(link(url, screen())).toBe(url);
  });

  test('without a terminal: lines that another program can pass on', () => {
    expect(plainPrompt(prompt, 0)).toEqual([
      `Open ${prompt.url}`,
      'and enter the code K7QX',
      'Waiting for you (the code is good for 15 min, Ctrl-C gives up) …',
    ]);
  });
});

describe('the line that changes', () => {
  test('counts down', () => {
    expect(timeLeft(872_000)).toBe('14:32');
    expect(timeLeft(500)).toBe('0:01');
    expect(timeLeft(-1)).toBe('0:00');
    expect(statusText({ type: 'waiting' }, 872_000, 0)).toContain('14:32');
  });

  test('says what is wrong, that the code stays good, and when it goes on', () => {
    const error = new MediafoldError('unavailable', 'wait for the PIN: https://plex.example: it does not answer');
    const text = statusText({ type: 'trouble', error, nextTryAt: 15_000 }, 60_000, 10_000);
    expect(text).toContain('it does not answer');
    expect(text).toContain('next try in 5 s');
    expect(text).toContain('0:50');
  });

  test('says that the person has agreed', () => {
    expect(statusText({ type: 'agreed' }, 60_000, 0)).toMatch(/^Agreed/);
  });
});
