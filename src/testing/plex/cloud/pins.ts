import type { JWK } from 'jose';
import type { Clock } from '../../../models/clock.ts';
import type { MockPlexUser } from '../accounts.ts';
import { hexOf, numberOf } from '../rows/tags.ts';

export interface Pin {
  readonly id: number;
  readonly code: string;
  readonly clientId: string;
  readonly product: string | null;
  readonly strong: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Given by a device that wants a JWT instead of a token. */
  readonly jwk?: JWK;
  /** Who typed the code. */
  claimedBy?: MockPlexUser;
  polledAt?: number;
}

/** Letters and digits that nobody confuses on a television. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function shortCode(text: string): string {
  return Array.from({ length: 4 }, (_, i) => alphabet[numberOf(`${text} ${i}`) % alphabet.length]).join('');
}

/** Seen: 15 minutes for codes that are typed, about twice that for the long ones. */
const lifeMs = { typed: 900_000, strong: 1_800_000 } as const;

export class Pins {
  readonly #clock: Clock;
  readonly #seed: string;
  readonly #pins = new Map<number, Pin>();
  #count = 0;

  constructor(seed: number, clock: Clock) {
    this.#seed = `pin ${seed}`;
    this.#clock = clock;
  }

  create(wanted: Pick<Pin, 'clientId' | 'product' | 'strong' | 'jwk'>): Pin {
    this.#count += 1;
    const text = `${this.#seed} ${this.#count}`;
    const createdAt = this.#clock.now();
    const pin: Pin = {
      ...wanted,
      id: 1_000_000_000 + numberOf(text),
      code: wanted.strong ? hexOf(text, 25) : shortCode(text),
      createdAt,
      expiresAt: createdAt + (wanted.strong ? lifeMs.strong : lifeMs.typed),
    };
    this.#pins.set(pin.id, pin);
    return pin;
  }

  /** Only for the client that asked for it, and not after its end. */
  find(id: number, clientId: string): Pin | undefined {
    const pin = this.#pins.get(id);
    return pin !== undefined && pin.clientId === clientId && this.#isAlive(pin) ? pin : undefined;
  }

  /** @returns false: no such code */
  link(code: string, user: MockPlexUser): boolean {
    const wanted = code.trim().toLowerCase();
    const pin = [...this.#pins.values()].find((each) => each.code.toLowerCase() === wanted && this.#isAlive(each));
    if (pin === undefined) return false;
    pin.claimedBy = user;
    return true;
  }

  expireAll(): void {
    this.#pins.clear();
  }

  #isAlive(pin: Pin): boolean {
    return pin.expiresAt > this.#clock.now();
  }
}
