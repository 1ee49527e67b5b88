import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import * as read from '../../../src/backends/http/wire-readers.ts';

const entry = z.object({ id: read.id, name: read.text });
const shape = z.object({
  id: read.id,
  text: read.text,
  number: read.number,
  flag: read.flag,
  played: read.statedFlag,
  count: read.statedNumber,
  texts: read.texts,
  list: read.list(entry),
  part: read.part(entry),
  names: read.dictionary,
  rows: read.rows,
});

const of = (fields: object): unknown => shape.parse({ id: 'a', ...fields });

describe('what is meant is read', () => {
  test.each([
    [{ id: 7 }, { id: '7' }],
    [{ text: 5 }, { text: '5' }],
    [{ number: '5' }, { number: 5 }],
    [{ number: ' -1.5 ' }, { number: -1.5 }],
    [{ flag: 1 }, { flag: true }],
    [{ flag: 'False' }, { flag: false }],
    [
      { played: '0', count: '3' },
      { played: false, count: 3 },
    ],
    [{ texts: 'one' }, { texts: ['one'] }],
    [{ texts: [] }, { texts: [] }],
    [{ list: { id: 1 } }, { list: [{ id: '1' }] }],
    [{ part: { id: 1, name: 'x', other: 2 } }, { part: { id: '1', name: 'x' } }],
    [{ names: { a: 1 } }, { names: { a: 1 } }],
    [{ rows: { a: 1 } }, { rows: [{ a: 1 }] }],
  ])('%j', (fields, expected) => {
    expect(of(fields)).toEqual({ id: 'a', ...expected });
  });
});

describe('what is optional and cannot be read', () => {
  test.each([
    { text: {} },
    { number: 'seven' },
    { number: [] },
    { number: true },
    { flag: 'perhaps' },
    { flag: {} },
    { texts: [{}] },
    { list: [5, { name: 'no id' }] },
    { part: 'x' },
    { part: { name: 'no id' } },
    { names: ['a'] },
  ])('is absent: %j', (fields) => {
    expect(of(fields)).toEqual({ id: 'a' });
  });

  test('is left out of a list', () => {
    expect(of({ texts: ['a', null, {}, 4], list: [null, { id: 'x' }, {}] })).toEqual({
      id: 'a',
      texts: ['a', '4'],
      list: [{ id: 'x' }],
    });
  });

  test.each(Object.keys(shape.def.shape))('"%s": null, an empty text and nothing are the same', (field) => {
    for (const nothing of [null, '', undefined]) {
      const result = shape.safeParse({ id: 'a', [field]: nothing });
      expect(result.success).toBe(field !== 'id');
      if (result.success) expect(result.data).toEqual({ id: 'a' });
    }
  });
});

describe('what has to be read', () => {
  test.each([
    [{ id: '  ' }, 'expected an id'],
    [{ id: {} }, 'expected an id'],
    [{ played: 'perhaps' }, 'expected yes or no'],
    [{ count: 'many' }, 'expected a number'],
  ])('costs the row: %j', (fields, message) => {
    expect(shape.safeParse({ id: 'a', ...fields }).error?.issues).toMatchObject([{ message }]);
  });

  test('rows that must be there are a list and nothing else', () => {
    const answer = z.object({ rows: read.requiredRows });
    expect(answer.parse({ rows: [] })).toEqual({ rows: [] });
    for (const rows of [undefined, null, {}, 'x']) expect(answer.safeParse({ rows }).success).toBe(false);
  });
});

test('with an id, only what is stated can cost the row', () => {
  const field = fc.constantFrom('text', 'number', 'flag', 'texts', 'list', 'part', 'names', 'rows');
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (fields) => {
      expect(shape.safeParse({ ...fields, id: 'a' }).success).toBe(true);
    }),
  );
});
