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
  /** Status 200 with a body of another kind, as captive portals and proxies do. */
  | { readonly kind: 'body'; readonly body: string; readonly contentType: string };

export interface Fault {
  /** Which requests, by path without query. Absent: every one. */
  readonly path?: string | RegExp;
  readonly method?: string;
  /** Let this many matching requests through first. Default 0. */
  readonly skip?: number;
  /** Hit this many, then be gone. Default: for ever. */
  readonly times?: number;
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

  add(fault: Fault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The fault for this request, counted as used. */
  take(method: string, path: string): FaultAction | undefined {
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (typeof fault.path === 'string' && fault.path !== path) continue;
      if (fault.path instanceof RegExp && !fault.path.test(path)) continue;
      if (armed.left <= 0) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      return fault.action;
    }
    return undefined;
  }
}
