import { describe, expect, test } from 'vitest';
import { type CompareOptions, differencesOf } from './compare.ts';
import type { Sent } from './send.ts';
import { createTranslation } from './translation.ts';

const id = (digit: string): string => digit.repeat(32);

const answer = (body: unknown, headers: Record<string, string> = {}): Sent => ({ status: 200, headers, body });

const item = {
  Name: 'A',
  Id: id('a'),
  Type: 'Movie',
  IsFolder: false,
  ChannelId: null,
  ImageTags: { Primary: id('1') },
  UserData: { PlayCount: 0, Key: '12', ItemId: id('a') },
};

function compared(recorded: unknown, ours: unknown, rows: CompareOptions['rows'] = 'ordered'): string[] {
  return differencesOf(answer(recorded), answer(ours), { translation: createTranslation(), rows });
}

describe('comparing an answer with a recorded one', () => {
  test('lets names, ids, tags and keys differ', () => {
    const UserData = { PlayCount: 0, Key: '99', ItemId: id('b') };
    expect(compared(item, { ...item, Name: 'B', Id: id('b'), ImageTags: { Primary: id('2') }, UserData })).toEqual([]);
  });

  const { IsFolder: _, ...without } = item;
  const mistakes: Readonly<Record<string, unknown>> = {
    'a missing property': without,
    'an invented property': { ...item, Path: '/x' },
    'another type': { ...item, IsFolder: 'false' },
    'null for a text': { ...item, Name: null },
    'another truth': { ...item, IsFolder: true },
    'another member of an enum': { ...item, Type: 'Series' },
    'an empty text': { ...item, Name: '' },
    'an id that is none': { ...item, Id: 'a' },
    'a tag that is none': { ...item, ImageTags: { Primary: 'x' } },
    'another picture': { ...item, ImageTags: { Logo: id('1') } },
    'another count': { ...item, UserData: { ...item.UserData, PlayCount: 1 } },
    'another kind of key': { ...item, UserData: { ...item.UserData, Key: 'Artist-A' } },
    'two ids for one item': { ...item, UserData: { ...item.UserData, ItemId: id('c') } },
  };
  test.each(Object.entries(mistakes))('sees %s', (_name, ours) => {
    expect(compared(item, ours)).toHaveLength(1 + (ours === mistakes['another picture'] ? 1 : 0));
  });

  test('sees another status and other headers', () => {
    const options = { translation: createTranslation(), rows: 'ordered' } as const;
    expect(differencesOf(answer(null), { ...answer(null), status: 204 }, options)).toHaveLength(1);
    const json = { 'content-type': 'application/json' };
    expect(differencesOf(answer({}, json), answer({}, { 'content-type': 'text/json' }), options)).toHaveLength(1);
    expect(differencesOf(answer({}, { ...json, 'retry-after': '5' }), answer({}, json), options)).toHaveLength(1);
  });

  test('sees another order of rows, unless there is none', () => {
    const rows = ['1', '2'].map((digit) => ({ Id: id(digit), Type: 'Audio', IndexNumber: Number(digit) }));
    const turned = { Items: rows.toReversed() };
    expect(compared({ Items: rows }, turned)).not.toEqual([]);
    expect(compared({ Items: rows }, turned, 'any-order')).toEqual([]);
    expect(compared({ Items: rows }, { Items: rows.slice(1) }, 'any-order')).toHaveLength(2);
  });

  test('sees that an id of an earlier answer now stands for another item', () => {
    const translation = createTranslation();
    const options = { translation, rows: 'ordered' } as const;
    expect(differencesOf(answer({ Id: id('1') }), answer({ Id: id('5') }), options)).toEqual([]);
    expect(differencesOf(answer({ SeriesId: id('1') }), answer({ SeriesId: id('6') }), options)).toHaveLength(1);
    expect(differencesOf(answer({ SeriesId: id('2') }), answer({ SeriesId: id('5') }), options)).toHaveLength(1);
    expect(translation.text(`/Items/${id('1')}?ApiKey=API_KEY`)).toBe(`/Items/${id('5')}?ApiKey=API_KEY`);
  });
});
