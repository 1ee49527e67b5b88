import { describe, expect, it } from 'vitest';
import { changedJson } from '../../../src/testing/http/change-json.ts';

const page = { Total: 2, Items: [{ Name: 'a', Year: 2001 }, { Name: 'b' }, 'c'] };

describe('changed JSON', () => {
  it('drops a field of every element that has it', () => {
    const changed = changedJson(page, [{ path: 'Items.*.Year', change: 'drop' }]);
    expect(changed).toEqual({ Total: 2, Items: [{ Name: 'a' }, { Name: 'b' }, 'c'] });
  });

  it('drops elements without losing its place', () => {
    expect(changedJson(page, [{ path: 'Items.*', change: 'drop' }])).toEqual({ Total: 2, Items: [] });
    expect(changedJson(page, [{ path: 'Items.1', change: 'drop' }])).toMatchObject({ Items: [{ Name: 'a' }, 'c'] });
  });

  it('renames a field', () => {
    const changed = changedJson(page, [{ path: 'Total', change: 'rename', name: 'Count' }]);
    expect(changed).toMatchObject({ Count: 2 });
    expect(changed).not.toHaveProperty('Total');
  });

  it.each([
    ['string', '2'],
    ['boolean', true],
    ['null', null],
    ['list', [2]],
    ['object', { value: 2 }],
    ['number', 2],
  ] as const)('makes a %s of a number', (type, expected) => {
    expect(changedJson(page, [{ path: 'Total', change: 'retype', type }])).toMatchObject({ Total: expected });
  });

  it('sets a value, and leaves the document that it was given as it is', () => {
    const before = structuredClone(page);
    expect(changedJson(page, [{ path: 'Items', change: 'set', value: [] }])).toEqual({ Total: 2, Items: [] });
    expect(page).toEqual(before);
  });

  it('changes nothing where there is nothing', () => {
    expect(changedJson(page, [{ path: 'Nothing.Name', change: 'drop' }])).toEqual(page);
    expect(changedJson(null, [{ path: 'Total', change: 'drop' }])).toBeNull();
  });
});
