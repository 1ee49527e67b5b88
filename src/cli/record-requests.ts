import type { Environment } from 'mediafold';

/** What may be said about a request: no header, no body, and of the query the names alone. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  /** What came back; absent when nothing did. */
  readonly status?: number;
  readonly ms: number;
}

export interface RequestRecorder {
  readonly fetch: Environment['fetch'];
  /** What was sent since the last time this was asked, in the order of the answers. */
  take(): readonly SentRequest[];
}

export function recordRequests(send: Environment['fetch'], now: () => number): RequestRecorder {
  let sent: readonly SentRequest[] = [];
  return {
    fetch: async (input, init) => {
      const { method, url } = input instanceof Request ? input : { method: init?.method ?? 'GET', url: input };
      const { pathname, searchParams } = new URL(url);
      const about = { method, path: pathname, query: [...new Set(searchParams.keys())] };
      const startedAt = now();
      const note = (answer: Pick<SentRequest, 'status'>): void => {
        sent = [...sent, { ...about, ...answer, ms: now() - startedAt }];
      };
      try {
        const answer = await send(input, init);
        note({ status: answer.status });
        return answer;
      } catch (error) {
        note({});
        throw error;
      }
    },
    take: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}
