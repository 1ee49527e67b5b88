import { type ErrorCode, MediafoldError } from '../../errors.ts';

/** An answer that is not a success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON when it was JSON, text otherwise, `undefined` when empty or unreadable. Never put into a message. */
  readonly body: unknown;
}

export interface StatusMeaning {
  readonly code: ErrorCode;
  readonly says: string;
}

/** What a vendor means by its statuses, where that differs from {@link commonMeanings}. */
export type StatusTable = Readonly<Record<number, StatusMeaning | ((answer: RefusedAnswer) => StatusMeaning)>>;

const commonMeanings: StatusTable = {
  400: { code: 'invalid-argument', says: 'the server does not understand the request' },
  401: { code: 'unauthorized', says: 'the server does not accept the credential; sign in again' },
  403: { code: 'forbidden', says: 'this user may not do that' },
  404: { code: 'not-found', says: 'the server does not have it' },
  405: { code: 'unsupported', says: 'the server does not offer it' },
  408: { code: 'timeout', says: 'the server gave up waiting' },
  409: { code: 'conflict', says: 'it contradicts what the server has' },
  410: { code: 'not-found', says: 'it is gone' },
  412: { code: 'conflict', says: 'it contradicts what the server has' },
  413: { code: 'invalid-argument', says: 'the request is too large' },
  414: { code: 'invalid-argument', says: 'the request is too long' },
  422: { code: 'invalid-argument', says: 'the server refuses the values' },
  429: { code: 'rate-limited', says: 'too many requests; the server asks to wait' },
  498: { code: 'token-expired', says: 'the token has run out' },
  501: { code: 'unsupported', says: 'the server does not offer it' },
  503: { code: 'unavailable', says: 'the server is starting or busy; try again shortly' },
};

function meaningOf(answer: RefusedAnswer, table: StatusTable): StatusMeaning {
  const found = table[answer.status] ?? commonMeanings[answer.status];
  if (typeof found === 'function') return found(answer);
  if (found !== undefined) return found;
  if (answer.status >= 500) return { code: 'unavailable', says: 'the server failed' };
  if (answer.status >= 300 && answer.status < 400) {
    return {
      code: 'protocol',
      says: 'it sends requests elsewhere. Is a part of the address missing, such as /jellyfin?',
    };
  }
  return { code: 'protocol', says: 'an answer that was not expected' };
}

/** Seconds or an HTTP date, as milliseconds. A date is on the clock of whoever sent it, which may be hours from `now`. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(text)
    ? Number(text) * 1000
    : /^\w+, .*GMT$/.test(text)
      ? Date.parse(text) - (Date.parse(headers.get('date') ?? '') || now)
      : Number.NaN;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

export function statusError(
  answer: RefusedAnswer,
  about: { readonly operation: string; readonly where: string; readonly now: number; readonly table: StatusTable },
): MediafoldError {
  const { operation, where, now, table } = about;
  const { code, says } = meaningOf(answer, table);
  const explanation = `answered ${answer.status}: ${says}`;
  return new MediafoldError(code, `${operation}: ${where} ${explanation}`, {
    operation,
    explanation,
    status: answer.status,
    retryAfterMs: retryAfterMs(answer.headers, now),
  });
}
