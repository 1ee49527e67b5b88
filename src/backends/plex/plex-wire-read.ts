/**
 * Readers for what Plex sends: the same field is a number in one answer and a text in another, a list of one may come
 * as a lone object, and `null`, an empty text and an absent field all mean absent (recorded on 1.25 to 1.43).
 */
import * as z from 'zod/mini';

export type Reader<T> = z.ZodMiniType<T>;
export type OptionalReader<T> = z.ZodMiniOptional<Reader<T | undefined>>;

interface Issues {
  readonly issues: { push(issue: z.core.$ZodRawIssue): unknown };
}

function wrong(context: Issues, message: string, input: unknown): undefined {
  context.issues.push({ code: 'custom', message, input });
  return undefined;
}

function reader<T>(read: (value: unknown, context: Issues) => T): Reader<T> {
  return z.pipe(
    z.unknown(),
    z.transform((value: unknown, context) => read(value, context)),
  );
}

const optional = <T>(read: (value: unknown, context: Issues) => T | undefined): OptionalReader<T> =>
  z.optional(reader(read));

export const number: OptionalReader<number> = optional((value, context) => {
  if (typeof value === 'number') return value;
  if (value === null || value === '') return undefined;
  const read = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(read) ? read : wrong(context, 'expected a number', value);
});

export const text: OptionalReader<string> = optional((value, context) => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (value === null) return undefined;
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : wrong(context, 'expected a text', value);
});

const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['1', true],
  ['true', true],
  [false, false],
  [0, false],
  ['0', false],
  ['false', false],
]);

export const flag: OptionalReader<boolean> = optional((value, context) => {
  if (value === null || value === '') return undefined;
  return truths.get(value) ?? wrong(context, 'expected true or false', value);
});

/** An id: required, and a text whatever the server made of it. */
export const id: Reader<string> = reader((value, context) => {
  if (typeof value === 'string' && value.trim() !== '') return value;
  if (typeof value === 'number') return String(value);
  return wrong(context, 'expected an id', value) ?? '';
});

function asList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Rows as they came, for a caller that reads each by itself. */
export const rows: OptionalReader<readonly unknown[]> = optional(asList);

export const list = <T>(row: z.ZodMiniType<T>): OptionalReader<readonly T[]> =>
  z.optional(z.pipe(reader(asList), z.array(row)));
