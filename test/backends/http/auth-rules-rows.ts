import type { FaultAction } from '../../../src/testing/index.ts';
import { type Observed, startAt } from './auth-rules-setting.ts';

export const answers = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): FaultAction => ({
  kind: 'status',
  status,
  body,
  headers: { ...headers },
});

/** One trouble, and what follows from it. */
export interface Row {
  readonly name: string;
  /** Answered to the call, from its first request on. Absent: the true answer. */
  readonly answer?: FaultAction;
  /** How often. Default: always. */
  readonly times?: number;
  /** Answered to whoever asks for another credential. */
  readonly renewal?: FaultAction;
  readonly call?: 'read' | 'write';
  /** What else is so at that time. */
  readonly while?: 'revoked' | 'starting';
  readonly expected: Observed;
}

export const json = { 'content-type': 'application/json' } as const;
const inSeconds = (seconds: number): string => new Date(startAt + seconds * 1_000).toUTCString();
/** Pauses between tries, a tenth longer than the shortest because of the random number of the setting. */
export const backOff: readonly number[] = [330, 660, 1_320];
const limitedBackOff = [5_500, 11_000, 22_000];

export const calm = { requests: 1, renewals: 0, pauses: [], source: 'online' } as const;
const done: Observed = { ...calm, outcome: 'done' };
export const never = (code: 'forbidden' | 'invalid-argument'): Observed => ({
  ...calm,
  outcome: { code, remedy: 'never' },
});
const limited: Observed = {
  ...calm,
  requests: 4,
  pauses: limitedBackOff,
  outcome: { code: 'rate-limited', remedy: 'try-later' },
};
export const away: Observed = {
  requests: 4,
  renewals: 0,
  pauses: backOff,
  outcome: { code: 'unavailable', remedy: 'try-later' },
  source: 'offline',
};
/** It is there all the same: it says who it is, and takes the credential. */
export const stumbled: Observed = { ...away, source: 'online' };
export const refused = (code: 'unauthorized' | 'token-expired' = 'unauthorized'): Observed => ({
  ...calm,
  outcome: { code, remedy: 'sign-in-again' },
  source: 'needs-sign-in',
});

/** The same wherever it is met. */
export const everywhere: readonly Row[] = [
  { name: '403', answer: answers(403), expected: never('forbidden') },
  { name: '422', answer: answers(422, '{"errors":[{"code":1000}]}', json), expected: never('invalid-argument') },
  { name: '429 that does not say how long', answer: answers(429), expected: limited },
  {
    name: '429 with seconds',
    answer: answers(429, '', { 'retry-after': '7' }),
    times: 1,
    expected: { ...done, requests: 2, pauses: [7_000] },
  },
  {
    name: '429 with a date',
    answer: answers(429, '', { date: inSeconds(0), 'retry-after': inSeconds(9) }),
    times: 1,
    expected: { ...done, requests: 2, pauses: [9_000] },
  },
  {
    name: '429 with more than anybody waits for',
    answer: answers(429, '', { 'retry-after': '60' }),
    expected: {
      ...limited,
      requests: 1,
      pauses: [],
      outcome: { code: 'rate-limited', remedy: 'try-later', retryAfterMs: 60_000 },
    },
  },
  { name: '503 once', answer: answers(503), times: 1, expected: { ...done, requests: 2, pauses: [330] } },
  {
    name: '503 once with seconds',
    answer: answers(503, '<html>', { 'retry-after': '006' }),
    times: 1,
    expected: { ...done, requests: 2, pauses: [6_000] },
  },
];

/** What changes something may not arrive twice, unless it was turned away before it was carried out. */
export const writes: readonly Row[] = [
  { name: '403 to a write', call: 'write', answer: answers(403), expected: never('forbidden') },
  {
    name: '429 to a write',
    call: 'write',
    answer: answers(429),
    times: 1,
    expected: { ...done, requests: 2, pauses: [5_500] },
  },
  { name: '503 to a write', call: 'write', answer: answers(503), expected: { ...stumbled, requests: 1, pauses: [] } },
  {
    name: 'a reset of a write',
    call: 'write',
    answer: { kind: 'reset' },
    expected: { ...stumbled, requests: 1, pauses: [] },
  },
];

export const renewedOnce: Observed = { ...done, requests: 2, renewals: 1 };

/** Both kinds of credential that another one can be asked for. */
export const renewable: readonly Row[] = [
  { name: '401 to a token that is dead', while: 'revoked', expected: renewedOnce },
  { name: '401 to a write with one', while: 'revoked', call: 'write', expected: renewedOnce },
  {
    name: '401 to the new one as well',
    while: 'revoked',
    answer: answers(401),
    expected: { ...refused(), requests: 2, renewals: 1 },
  },
  {
    name: '401, and 503 to whoever asks for another',
    answer: answers(401),
    renewal: answers(503),
    expected: { ...stumbled, requests: 1, renewals: 1, pauses: [] },
  },
  {
    name: '401, and 429 to whoever asks for another',
    answer: answers(401),
    renewal: answers(429),
    expected: { ...limited, requests: 1, renewals: 4 },
  },
];
