import { invalid, problem, Refusal } from './answers.ts';
import type { Call } from './router.ts';

/** A JSON body: names in any case, null is absent, numbers may come as strings. */
export interface Body {
  value(name: string): unknown;
  text(name: string): string | undefined;
  int(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** Epoch milliseconds. */
  date(name: string): number | undefined;
  list(name: string): readonly unknown[];
  readonly all: Readonly<Record<string, unknown>>;
}

/** @throws {Refusal} 415 without a body, 400 when it cannot be read (both problem JSON, seen) */
export async function readBody(call: Call): Promise<Body> {
  const text = await call.body();
  if (text.trim() === '') throw new Refusal(problem(415));
  const all = parsed(text);
  const values = new Map(Object.entries(all).map(([key, value]) => [key.toLowerCase(), value]));
  const value = (name: string): unknown => values.get(name.toLowerCase()) ?? undefined;
  const refuse = (name: string): never => {
    throw new Refusal(invalid({ [`$.${name}`]: ['The JSON value could not be converted.'] }));
  };
  const int = (name: string): number | undefined => {
    const found = value(name);
    if (found === undefined) return undefined;
    const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
    return typeof number === 'number' && Number.isInteger(number) ? number : refuse(name);
  };
  return {
    all,
    value,
    int,
    text: (name) => {
      const found = value(name);
      return found === undefined || typeof found === 'string' ? found : refuse(name);
    },
    flag: (name) => {
      const found = value(name);
      return found === undefined || typeof found === 'boolean' ? found : refuse(name);
    },
    date: (name) => {
      const found = value(name);
      if (found === undefined) return undefined;
      const ms = typeof found === 'string' ? Date.parse(found) : Number.NaN;
      return Number.isNaN(ms) ? refuse(name) : ms;
    },
    list: (name) => {
      const found = value(name);
      return Array.isArray(found) ? found : [];
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like a body of another type.
  }
  throw new Refusal(invalid({ $: ['The JSON value could not be converted.'] }));
}
