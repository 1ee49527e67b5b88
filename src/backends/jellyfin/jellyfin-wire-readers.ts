import * as z from 'zod/mini';

/**
 * Readers for single fields. Servers, plugins and proxies write numbers as texts, flags as numbers and null for absent, so
 * every reader takes those forms, and complains only about what cannot be meant.
 */
export type Reader<T> = z.ZodMiniType<T | undefined>;

interface Complaints {
  readonly issues: { push(issue: { code: 'custom'; message: string; input: unknown }): unknown };
}

function complain(complaints: Complaints, expected: string, input: unknown): undefined {
  complaints.issues.push({ code: 'custom', message: `expected ${expected}`, input });
  return undefined;
}

const isAbsent = (value: unknown): value is null | undefined | '' =>
  value === undefined || value === null || value === '';

/** Empty is absent. */
export const text: Reader<string> = z.optional(
  z.transform((value, complaints) => {
    if (typeof value === 'string') return value === '' ? undefined : value;
    if (isAbsent(value)) return undefined;
    return typeof value === 'number' ? String(value) : complain(complaints, 'a text', value);
  }),
);

export const number: Reader<number> = z.optional(
  z.transform((value, complaints) => {
    if (typeof value === 'number') return value;
    if (isAbsent(value)) return undefined;
    const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(read) ? read : complain(complaints, 'a number', value);
  }),
);

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [1, true],
  ['1', true],
  ['true', true],
  [0, false],
  ['0', false],
  ['false', false],
]);

export const flag: Reader<boolean> = z.optional(
  z.transform((value, complaints) => {
    if (typeof value === 'boolean') return value;
    if (isAbsent(value)) return undefined;
    const known = flags.get(typeof value === 'string' ? value.toLowerCase() : value);
    return known ?? complain(complaints, 'yes or no', value);
  }),
);

/** A name for something that must be there: a text that is not empty. */
export const id: z.ZodMiniType<string> = z.transform((value, complaints) => {
  if (typeof value === 'string' && value.trim() !== '') return value;
  if (typeof value === 'number') return String(value);
  complain(complaints, 'an id', value);
  return '';
});

/** Names and texts, such as provider ids or image tags. The values are looked at by whoever reads them. */
export const dictionary: Reader<Readonly<Record<string, unknown>>> = z.optional(
  z.transform((value, complaints) => {
    if (isAbsent(value)) return undefined;
    const isDictionary = typeof value === 'object' && !Array.isArray(value);
    return isDictionary ? (value as Readonly<Record<string, unknown>>) : complain(complaints, 'names and texts', value);
  }),
);

/** A lone thing is a list of one; null among the entries is nothing. */
export function list<T>(entry: z.ZodMiniType<T>): Reader<readonly T[]> {
  const entries = z.transform((value: unknown): unknown => {
    if (isAbsent(value)) return undefined;
    if (!Array.isArray(value)) return [value];
    return value.includes(null) ? value.filter((each) => each !== null) : value;
  });
  return z.optional(z.pipe(entries, z.optional(z.array(entry))));
}

/** An entry of a list of texts. */
export const word: z.ZodMiniType<string> = z.transform((value, complaints) => {
  if (typeof value === 'string') return value;
  complain(complaints, 'a text', value);
  return '';
});

/** A part of an answer that may be null or absent as a whole. */
export function maybe<T>(part: z.ZodMiniType<T>): Reader<T> {
  const known = z.transform((value: unknown): unknown => (isAbsent(value) ? undefined : value));
  return z.optional(z.pipe(known, z.optional(part)));
}
