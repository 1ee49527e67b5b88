import { stripVTControlCharacters } from 'node:util';

/** Names come from servers: what could move the cursor or colour the screen is taken out. Done twice it changes nothing. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/(?!\s)\p{Cc}|\p{Bidi_Control}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a person means this name. They type what they were shown, which is not all that a server put into it. */
export function isNamed(name: string, typed: string): boolean {
  return printable(name).toLowerCase() === printable(typed).toLowerCase();
}

/** For a place that has named the server: messages that go out into the world name it themselves. */
export function withoutName(name: string, text: string): string {
  const shown = `${printable(name)}: `;
  const said = printable(text);
  return said.startsWith(shown) ? said.slice(shown.length) : said;
}

/** As many characters as there is room for; the last one says that there were more. */
export function shortened(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room ? text : `${characters.slice(0, Math.max(1, room - 1)).join('')}…`;
}

const numbers = new Intl.NumberFormat('en');

export const counted = (count: number, one: string, many: string = `${one}s`): string =>
  `${numbers.format(count)} ${count === 1 ? one : many}`;

/** "The first title", "The first 50 titles". */
export const theFirst = (count: number, one: string): string =>
  count === 1 ? `The first ${one}` : `The first ${counted(count, one)}`;

export const grouped = (count: number): string => numbers.format(count);
