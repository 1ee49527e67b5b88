/** Letters that do not come apart into a plain one and a mark. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const marks = /\p{M}+/gu;
const unmarkable = /[ßæœøłđðþı]/g;
const apostrophes = /['’‘`´]/g;
/** Written without spaces: each character is a word of its own. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const onlyAscii = /^[\x20-\x7e]*$/;
const numbers = /\d+/g;
const article = /^(?:the|an|a) (?=.)/;

/** Case, accents and apostrophes apart: what is indexed and what is looked for go through this. */
export function foldText(text: string): string {
  const lower = text.toLowerCase().replace(apostrophes, '');
  if (onlyAscii.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(marks, '')
    .replace(unmarkable, (letter) => plain[letter] ?? letter)
    .replace(unspaced, ' $& ');
}

/**
 * A key whose byte order is the order in which people look for titles: no article, numbers by value. Servers give sort
 * titles in styles of their own, which this makes alike.
 */
export function sortKey(title: string): string {
  const folded = foldText(title).trim().replace(article, '');
  return folded.replace(numbers, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(8, '0'));
}

/**
 * What somebody typed as an FTS5 query: every word must occur, the last one may be unfinished.
 *
 * @returns `undefined` when there is no word in it
 */
export function searchQuery(text: string): string | undefined {
  const words = foldText(text).match(/[\p{L}\p{N}]+/gu);
  if (words === null) return undefined;
  return `${words.map((word) => `"${word}"`).join(' ')}*`;
}
