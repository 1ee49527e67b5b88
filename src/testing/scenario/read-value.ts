import { MediafoldError } from '../../errors.ts';

/**
 * Reads one value of a file that a person wrote.
 *
 * @param at its place in the file: `events[2].at`; empty for the file itself
 * @throws {MediafoldError} `invalid-argument`, with the place and what should be there
 */
export type Reader<T> = (value: unknown, at: string) => T;

export function wrong(at: string, problem: string): MediafoldError {
  const explanation = `${at === '' ? 'the file' : at} ${problem}`;
  return new MediafoldError('invalid-argument', `scenario: ${explanation}`, {
    operation: 'read scenario',
    explanation,
  });
}

export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string') throw wrong(at, 'must be a text');
  return value;
};

export const flag: Reader<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'must be true or false');
  return value;
};

/** Both ends belong to it. */
export function numberFrom(least: number, most: number): Reader<number> {
  return (value, at) => {
    if (typeof value !== 'number' || value < least || value > most) {
      throw wrong(at, `must be a number from ${least} to ${most}`);
    }
    return value;
  };
}

export function wholeFrom(least: number, most: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  const end = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
      throw wrong(at, `must be a whole number ${end}`);
    }
    return value;
  };
}

export function oneOf<const T extends string | number>(...values: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = values.find((each) => each === value);
    if (found === undefined) throw wrong(at, `must be one of ${values.join(', ')}`);
    return found;
  };
}

export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw wrong(at, 'must be a list');
    return value.map((each, index) => reader(each, `${at}[${index}]`));
  };
}

export function dictionaryOf<T>(reader: Reader<T>): Reader<Record<string, T>> {
  return (value, at) =>
    Object.fromEntries(Object.entries(object(value, at)).map(([key, each]) => [key, reader(each, place(at, key))]));
}

type Readers<T> = { readonly [Name in keyof T]-?: Reader<Exclude<T[Name], undefined>> };

/** An object with these properties and no others: a name that nobody knows is a slip of the pen. */
export function shape<T extends object>(readers: Readers<T>, ...required: readonly (keyof T & string)[]): Reader<T> {
  const known = new Map<string, Reader<unknown>>(Object.entries(readers));
  return (value, at) => {
    const given = object(value, at);
    for (const name of required) if (!Object.hasOwn(given, name)) throw wrong(at, `needs "${name}"`);
    const entries = Object.entries(given).map(([name, each]) => {
      const reader = known.get(name);
      if (reader === undefined)
        throw wrong(place(at, name), `is not known; here may be ${[...known.keys()].join(', ')}`);
      return [name, reader(each, place(at, name))];
    });
    return Object.fromEntries(entries) as T;
  };
}

/** An object of one of several kinds, told apart by one of its properties. */
export function choice<T>(by: string, kinds: Readonly<Record<string, Reader<T>>>): Reader<T> {
  const which = oneOf(...Object.keys(kinds));
  return (value, at) => {
    const given = object(value, at);
    const kind = which(given[by], place(at, by));
    const reader = kinds[kind];
    if (reader === undefined) throw wrong(place(at, by), 'is not known');
    return reader(value, at);
  };
}

function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'must be an object');
  return { ...value };
}

const place = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
