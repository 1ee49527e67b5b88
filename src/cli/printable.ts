import { stripVTControlCharacters } from 'node:util';

/** Names come from servers: what could move the cursor or colour the screen is taken out. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}|\p{Bidi_Control}/gu, '')
    .trim();
}

/** As many characters as there is room for; the last one says that there were more. */
export function shortened(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room ? text : `${characters.slice(0, Math.max(1, room - 1)).join('')}…`;
}

const numbers = new Intl.NumberFormat('en');

export const counted = (count: number, one: string, many: string = `${one}s`): string =>
  `${numbers.format(count)} ${count === 1 ? one : many}`;

export const grouped = (count: number): string => numbers.format(count);
