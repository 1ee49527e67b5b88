/**
 * Readers for the fields of an answer. Servers, plugins and proxies write numbers as texts, flags as numbers, a lone thing
 * where a list is meant, and null or an empty text for absent (recorded on Plex 1.25 to 1.43 and Jellyfin 10.8 to 12.0).
 *
 * An optional field that cannot be read is absent, and an entry of a list that cannot be read is left out: they cost
 * themselves and not the row. What is required, such as an id, costs the row.
 */
import * as z from 'zod/mini';

export type Reader<T> = z.ZodMiniType<T | undefined>;

/** `undefined` for what is absent or cannot be meant. */
type Read<T> = (value: unknown) => T | undefined;

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function asId(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

function asNumber(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['1', true],
  ['true', true],
  [false, false],
  [0, false],
  ['0', false],
  ['false', false],
]);

const asFlag: Read<boolean> = (value) => flags.get(typeof value === 'string' ? value.toLowerCase() : value);

function asList(value: unknown): readonly unknown[] | undefined {
  if (isAbsent(value)) return undefined;
  return Array.isArray(value) ? value : [value];
}

type Dictionary = Readonly<Record<string, unknown>>;

function asDictionary(value: unknown): Dictionary | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dictionary) : undefined;
}

function orComplain<T>(read: Read<T>, expected: string) {
  return (value: unknown, { issues }: z.core.ParsePayload): T => {
    const found = read(value);
    if (found !== undefined) return found;
    issues.push({ code: 'custom', message: `expected ${expected}`, input: value });
    return z.NEVER;
  };
}

function stated<T>(read: Read<T>, expected: string): Reader<T> {
  const complaining = orComplain(read, expected);
  return z.transform((value: unknown, payload) => (isAbsent(value) ? undefined : complaining(value, payload)));
}

/** Absent, and not empty, when entries were sent and none could be read. */
function entriesOf<T>(value: unknown, read: Read<T>): readonly T[] | undefined {
  const sent = asList(value);
  const found: T[] = [];
  for (const entry of sent ?? []) {
    const one = read(entry);
    if (one !== undefined) found.push(one);
  }
  return found.length === 0 && sent?.length !== 0 ? undefined : found;
}

export const text: Reader<string> = z.transform(asText);
export const number: Reader<number> = z.transform(asNumber);
export const flag: Reader<boolean> = z.transform(asFlag);

/** Where absence is a statement, such as never played: absent is fine, and what cannot be read is required. */
export const statedNumber: Reader<number> = stated(asNumber, 'a number');
export const statedFlag: Reader<boolean> = stated(asFlag, 'yes or no');

/** An id or a type: required, and a text whatever the server made of it. */
export const id: z.ZodMiniType<string> = z.transform(orComplain(asId, 'an id'));

export const texts: Reader<readonly string[]> = z.transform((value: unknown) => entriesOf(value, asText));

/** Names and values, such as provider ids or image tags. The values are looked at by whoever reads them. */
export const dictionary: Reader<Dictionary> = z.transform(asDictionary);

export const part = <T>(shape: z.ZodMiniType<T>): Reader<T> => z.transform((value) => shape.safeParse(value).data);

export const list = <T>(entry: z.ZodMiniType<T>): Reader<readonly T[]> =>
  z.transform((value) => entriesOf(value, (each) => entry.safeParse(each).data));

/** Rows as they came, for a caller that reads each by itself and says which ones it could not read. */
export const rows: Reader<readonly unknown[]> = z.transform(asList);

/** The same, where an answer without them is no answer. */
export const requiredRows: z.ZodMiniType<readonly unknown[]> = z.transform(
  orComplain((value) => (Array.isArray(value) ? value : undefined), 'a list'),
);
