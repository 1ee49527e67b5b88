import type { LoginPrompt } from 'mediafold';
import { renderUnicodeCompact } from 'uqr';
import { printable } from './printable.ts';
import type { Screen } from './terminal.ts';

/** Longer ones are in the address: nobody types them. */
const longestTyped = 12;
/** Room that the lines around the QR code need. */
const linesAround = 11;
const margin = '  ';

const esc = '\u001B';
const bold = (text: string, { canStyle }: Screen): string => (canStyle ? `${esc}[1m${text}${esc}[22m` : text);

/** Whether a person has to type the code, or follows the address alone. */
const isTyped = ({ code }: LoginPrompt): boolean => code.length <= longestTyped;

/** Without a terminal: what has to be done, in lines that another program can pass on. */
export function plainPrompt(prompt: LoginPrompt, now: number): readonly string[] {
  const { code, url, expiresAt } = prompt;
  const minutes = Math.max(1, Math.round((expiresAt - now) / 60_000));
  return [
    `Open ${printable(url)}`,
    isTyped(prompt) ? `and enter the code ${printable(code)}` : 'and agree there; the address holds the code.',
    `Waiting for you (the code is good for ${minutes} min, Ctrl-C gives up) …`,
  ];
}

/** On a terminal: the code large, the address to click, and a QR code where there is room for it. */
export function drawnPrompt(prompt: LoginPrompt, screen: Screen): readonly string[] {
  const { code, url } = prompt;
  const address = link(printable(url), screen);
  const what = isTyped(prompt)
    ? [
        `${margin}Open ${address}`,
        `${margin}and enter the code ${bold(printable(code), screen)}`,
        ...boxed(code, screen),
      ]
    : [`${margin}Open ${address}`, `${margin}and agree there; the address holds the code.`];
  const picture = qrCode(prompt.qr, screen);
  return [
    '',
    ...what,
    '',
    ...(picture.length === 0 ? [] : [...picture, `${margin}A phone can scan this instead.`, '']),
  ];
}

/** OSC 8; terminals that do not know it show the text alone. */
export function link(url: string, { canStyle }: Screen): string {
  // Nothing of the address may end the sequence early, or start another program than a browser.
  if (!canStyle || !/^https?:\/\/[\x21-\x7E]+$/.test(url)) return url;
  return `${esc}]8;;${url}${esc}\\${url}${esc}]8;;${esc}\\`;
}

function boxed(code: string, screen: Screen): readonly string[] {
  const spaced = [...printable(code)].join('  ');
  const line = '─'.repeat(spaced.length + 6);
  return ['', `╭${line}╮`, `│   ${bold(spaced, screen)}   │`, `╰${line}╯`].map((text) =>
    text === '' ? '' : `${margin}${margin}${text}`,
  );
}

/** Empty when it would not fit: half a QR code is none. */
export function qrCode(text: string, { columns, rows, canStyle }: Screen): readonly string[] {
  if (!canStyle) return [];
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  const width = lines[0]?.length ?? 0;
  if (width + margin.length > columns || lines.length + linesAround > rows) return [];
  // White on black in every theme: readers want the light parts light.
  return lines.map((line) => `${margin}${esc}[38;5;231;48;5;16m${line}${esc}[0m`);
}

/** `14:32`. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
