import { invalid, Refusal } from './answers.ts';
import { parseGuid } from './wire-values.ts';

/** The query of one request, read as the server's model binding reads it: names in any case, lists by comma or repeated. */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(parameters: URLSearchParams) {
    for (const [name, value] of parameters) {
      const key = name.toLowerCase();
      const known = this.#values.get(key);
      if (known === undefined) this.#values.set(key, [value]);
      else known.push(value);
    }
  }

  /** Every value of the name; none when it was not sent. */
  all(name: string): readonly string[] {
    return this.#values.get(name.toLowerCase()) ?? [];
  }

  text(name: string): string | undefined {
    const [first] = this.all(name);
    return first === undefined || first === '' ? undefined : first;
  }

  list(name: string): readonly string[] {
    return this.all(name).flatMap((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    );
  }

  /** Lists whose entries may hold commas are split at the pipe. */
  pipes(name: string): readonly string[] {
    return this.all(name).flatMap((value) =>
      value
        .split('|')
        .map((part) => part.trim())
        .filter(Boolean),
    );
  }

  /** Lower case, for names that are compared in any case. */
  names(name: string): readonly string[] {
    return this.list(name).map((part) => part.toLowerCase());
  }

  /** @throws {Refusal} 400 when it is not a whole number */
  int(name: string): number | undefined {
    return this.#read(name, (text) => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined));
  }

  number(name: string): number | undefined {
    return this.#read(name, (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined));
  }

  /** @throws {Refusal} 400 when it is neither true nor false */
  flag(name: string): boolean | undefined {
    return this.#read(name, (text) => ({ true: true, false: false })[text.toLowerCase()]);
  }

  /** @throws {Refusal} 400 when it is no GUID */
  guid(name: string): string | undefined {
    return this.#read(name, parseGuid);
  }

  /** Entries that are no GUID are dropped without a word. */
  guids(name: string): readonly string[] {
    return this.list(name).flatMap((part) => parseGuid(part) ?? []);
  }

  /** Epoch milliseconds. @throws {Refusal} 400 when it is no date */
  date(name: string): number | undefined {
    return this.#read(name, (text) => {
      const plain = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
      const [, y, mo, d, h, mi, s] = plain ?? [];
      const ms = Date.parse(plain === null ? text : `${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
      return Number.isNaN(ms) ? undefined : ms;
    });
  }

  #read<T>(name: string, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) throw new Refusal(invalid({ [name]: [`The value '${text}' is not valid.`] }));
    return value;
  }
}
