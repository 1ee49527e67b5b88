import { expect, test } from 'vitest';
import { foldText, searchQuery, sortKey } from '../../src/db/fold-text.ts';
import { itemId, sourceId } from '../../src/models/ids.ts';
import type { Item } from '../../src/models/item.ts';
import { home, movie, openWithSource, sync } from './support.ts';

const titles = [
  'Amélie',
  "Schindler's List",
  'Bjørn og Øya',
  'Łódź Nights',
  'Straße der Träume',
  '千と千尋の神隠し',
  'The Dark River',
  'Darkness Falls',
  'River of the Dark Stars',
  'Spider-Man: No Way',
  '2001: A Space Odyssey',
  'Москва слезам не верит',
];

const cases: readonly (readonly [typed: string, found: readonly string[]])[] = [
  ['amelie', ['Amélie']],
  ['AMÉLIE', ['Amélie']],
  ['schindlers', ["Schindler's List"]],
  ['schindler’s li', ["Schindler's List"]],
  ['oya', ['Bjørn og Øya']],
  ['ØY bj', []],
  ['lodz', ['Łódź Nights']],
  ['strasse trau', ['Straße der Träume']],
  ['神隠', ['千と千尋の神隠し']],
  ['千尋', ['千と千尋の神隠し']],
  ['москва', ['Москва слезам не верит']],
  ['dark', ['The Dark River', 'Darkness Falls', 'River of the Dark Stars']],
  ['dark ri', ['The Dark River', 'River of the Dark Stars']],
  ['the dark ri', ['The Dark River', 'River of the Dark Stars']],
  ['falls dark', ['Darkness Falls']],
  ['river dark', ['The Dark River', 'River of the Dark Stars']],
  ['no way', ['Spider-Man: No Way']],
  ['2001', ['2001: A Space Odyssey']],
  ['ark', []],
  ['"dark* OR (', []],
  ['title:dark', []],
  ['- " * ( )', []],
  ['', []],
];

test.each(cases)('%s', async (typed, found) => {
  const catalogue = await openWithSource();
  await sync(
    catalogue,
    titles.map((title, index) => movie(`m${index}`, { title })),
  );
  const names = (await catalogue.titles.search(typed, 10)).map(({ title }) => title);
  expect(names).toHaveLength(found.length);
  expect(new Set(names)).toEqual(new Set(found));
});

test('titles that begin with the text come first, then the best', async () => {
  const catalogue = await openWithSource();
  await sync(
    catalogue,
    titles.map((title, index) => movie(`m${index}`, { title })),
  );
  const found = (await catalogue.titles.search('dark', 10)).map(({ title }) => title);
  expect(found).toEqual(['The Dark River', 'Darkness Falls', 'River of the Dark Stars']);
  expect(await catalogue.titles.search('dark', 2)).toHaveLength(2);
  expect(await catalogue.titles.search('dark', 0)).toEqual([]);
});

test('original titles and the names of shows and artists are found too, and follow changes', async () => {
  const other = sourceId('other');
  const catalogue = await openWithSource({}, [home, other]);
  const ids = { externalIds: [{ provider: 'imdb', value: 'tt1' }] } as const;
  await sync(catalogue, [movie('a', { title: 'Spirited', originalTitle: 'Chihiro', ...ids })]);
  await sync(catalogue, [movie('b', { title: 'Spirited', ...ids })], { source: other });
  const episode: Item = {
    kind: 'episode',
    id: itemId('e'),
    title: 'Pilot',
    showTitle: 'Lost Harbour',
    completeness: 'brief',
    externalIds: [],
    images: {},
  };
  await sync(catalogue, [episode], { kind: 'episode' });
  expect((await catalogue.titles.search('harbour', 5)).map(({ kind }) => kind)).toEqual(['episode']);
  const [found, ...others] = await catalogue.titles.search('chihiro', 5);
  expect(found?.versions).toHaveLength(2);
  expect(others).toEqual([]);
  await sync(catalogue, [movie('a', { title: 'Renamed', ...ids })]);
  expect(await catalogue.titles.search('chihiro', 5)).toEqual([]);
  expect(await catalogue.titles.search('renam', 5)).toHaveLength(1);
});

test('text is folded alike on both sides', () => {
  expect(foldText('Ænima – L’Été')).toBe('aenima – lete');
  expect(searchQuery(' The  Ǻb*c')).toBe('"the" "ab" "c"*');
  expect(sortKey('The 9 Lives')).toBe('00000009 lives');
  expect(sortKey('The')).toBe('the');
  expect(sortKey('Room 007')).toBe(sortKey('room 0000000007'));
});
