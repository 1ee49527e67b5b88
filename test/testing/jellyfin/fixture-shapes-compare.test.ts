import { describe, expect, test } from 'vitest';
import { type FixtureDifference, shapeDifferences, unexplained } from './fixture-shapes-compare.ts';

const row = { Type: 'Movie', Name: 'A', Year: 2000, Tags: ['x'], Ids: { Imdb: 'tt1' }, Part: { Size: 1 } };
const rules = { complete: true, enums: /\.Type$/, dictionaries: /\.Ids$/ };
const compared = (ours: object, more: Partial<typeof rules> = {}): readonly string[] =>
  shapeDifferences({ Items: [row] }, { Items: [{ ...row, ...ours }] }, { ...rules, ...more });

describe('comparing shapes', () => {
  test('lets names, other keys of dictionaries and more rows differ', () => {
    const ours = {
      Items: [
        { ...row, Name: 'B', Ids: { Tmdb: '7' } },
        { ...row, Type: 'Video', More: 1 },
      ],
    };
    expect(shapeDifferences({ Items: [row] }, ours, rules)).toEqual([]);
  });

  test.each([
    ['another type', { Year: '2000' }, '.Items[].Year: number recorded, string here'],
    ['null', { Name: null }, '.Items[].Name: string recorded, null here'],
    ['another member of an enum', { Type: 'Series' }, ".Items[].Type: 'Movie' recorded, 'Series' here"],
    ['no value in a dictionary', { Ids: {} }, '.Items[].Ids.*: absent here'],
    ['a missing inner property', { Part: {} }, '.Items[].Part.Size: absent here'],
  ])('sees %s', (_, ours, difference) => {
    expect(compared(ours)).toEqual([difference]);
  });

  test('takes what is absent from what was trimmed for nothing', () => {
    expect(compared({ Part: {} }, { complete: false })).toEqual([]);
    expect(compared({ Year: '2000' }, { complete: false })).toHaveLength(1);
  });

  test('names the outermost of what is absent, and nothing of rows of an empty list', () => {
    expect(shapeDifferences({ Items: [row] }, {}, rules)).toEqual(['.Items: absent here']);
    expect(compared({ Tags: [] })).toEqual([]);
  });

  test('keeps what no row explains, and marks the rows that explain something', () => {
    const [first, second]: FixtureDifference[] = ['Year', 'Name'].map((name) => ({
      ...{ file: /^one/, where: new RegExp(name), reason: 'because' },
    }));
    const used = new Set<FixtureDifference>();
    const table = [first, second].filter((each) => each !== undefined);
    expect(unexplained('one.json', ['.Year: absent here', '.Type: absent here'], table, used)).toEqual([
      '.Type: absent here',
    ]);
    expect(unexplained('two.json', ['.Name: absent here'], table, used)).toHaveLength(1);
    expect([...used]).toEqual([first]);
  });
});
