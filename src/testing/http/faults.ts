import type { JsonChange } from './change-json.ts';
import { repeatableRandom } from './repeatable-random.ts';

/** What goes wrong, instead of or on the way of the real answer. */
export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The real answer, this much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'black-hole' }
  /** Closes the socket with a reset before any answer. */
  | { readonly kind: 'reset' }
  /** Sends the real headers and this many bytes of the real body, then closes the socket. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Like `truncate`, but with a length that fits: to HTTP nothing is wrong, only the JSON ends too early. */
  | { readonly kind: 'cut-body'; readonly bytes: number }
  /** Sends the real body this many bytes at a time, with a pause on the mock's clock after each. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Status 200 with a body of another kind, as captive portals and proxies do. */
  | { readonly kind: 'body'; readonly body: string; readonly contentType: string }
  /** The real body under another name. */
  | { readonly kind: 'content-type'; readonly contentType: string }
  /** Sends the client elsewhere. `location` goes out as it is. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** The real status and headers, and no body at all. */
  | { readonly kind: 'empty' }
  /** The real answer with fields that are missing, renamed or of another type. Answers that are not JSON stay. */
  | { readonly kind: 'mutate'; readonly changes: readonly JsonChange[] }
  /** The real answer with every occurrence of a text replaced, in headers too: another identity, for example. */
  | { readonly kind: 'replace'; readonly from: string; readonly to: string }
  /** The header `Date` is this much off. */
  | { readonly kind: 'clock-skew'; readonly ms: number };

export interface Fault {
  /** Which requests, by path without query. Absent: every one. */
  readonly path?: string | RegExp;
  readonly method?: string;
  /** Let this many matching requests through first. Default 0. */
  readonly skip?: number;
  /** Hit this many, then be gone. Default: for ever. */
  readonly times?: number;
  /** From 0 to 1: which part of the matching requests is hit. Default 1. */
  readonly probability?: number;
  /** Only from this moment of the mock's clock, epoch milliseconds. */
  readonly after?: number;
  /** Only in this time of the mock's clock, epoch milliseconds; the second moment is outside. */
  readonly between?: readonly [from: number, until: number];
  readonly action: FaultAction;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** The faults that a mock server plays. First one that matches wins. */
export class Faults {
  readonly #armed: Armed[] = [];
  readonly #random: () => number;

  /** @param random from 0 up to, not including, 1. Default: a row of numbers that is the same in each run */
  constructor(random: () => number = repeatableRandom(1)) {
    this.#random = random;
  }

  add(fault: Fault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /**
   * The fault for this request, counted as used.
   *
   * @param at epoch milliseconds; faults with a time of their own need it
   */
  take(method: string, path: string, at?: number): FaultAction | undefined {
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (armed.left <= 0 || !concerns(fault, method, path) || !inTime(fault, at)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      armed.left -= 1;
      return fault.action;
    }
    return undefined;
  }
}

function concerns(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === 'string' ? fault.path === path : fault.path.test(path);
}

function inTime({ after, between }: Fault, at: number | undefined): boolean {
  if (after === undefined && between === undefined) return true;
  if (at === undefined) return false;
  const [from, until] = between ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return at >= (after ?? from) && at >= from && at < until;
}
