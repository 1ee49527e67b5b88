/**
 * A string that does not show itself: `String()` and `JSON.stringify` give `[secret]`, `util.inspect` no field at all. Only
 * {@link Secret.reveal} gives the value, so a search for `reveal(` finds every place where a secret leaves.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }
}

export const secret = (value: string): Secret => new Secret(value);
