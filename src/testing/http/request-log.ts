/** One request as the mock server received it. Holds credentials in the clear: it is for tests to look at. */
export interface LoggedRequest {
  /** Epoch milliseconds on the mock's clock. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `host:port` of the socket that was connected to. */
  readonly address: string;
  /** Absent while the answer has not been finished. */
  status?: number;
}

/** What was sent to a mock server, oldest first. Keeps the newest 10,000. */
export class RequestLog {
  readonly #limit = 10_000;
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > this.#limit) this.#requests.splice(0, this.#limit / 10);
  }

  all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** Requests whose path is this text, or matches this pattern. */
  to(path: string | RegExp): readonly LoggedRequest[] {
    return this.#requests.filter((request) =>
      typeof path === 'string' ? request.path === path : path.test(request.path),
    );
  }

  clear(): void {
    this.#requests = [];
  }
}
