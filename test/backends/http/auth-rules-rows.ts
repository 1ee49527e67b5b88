import type { FaultAction } from '../../../src/testing/index.ts';
import { type Observed, startAt } from './auth-rules-setting.ts';

export const answers = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): FaultAction => ({
  kind: 'status',
  status,
  body,
  headers: { ...headers },
});

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

const json = { 'content-type': 'application/json' };
const inSeconds = (seconds: number): string => new Date(startAt + seconds * 1_000).toUTCString();
const maintenance =
  '<Response code="503" title="Maintenance" status="Plex Media Server is currently running database migrations."/>';

/** Pauses between tries, a tenth longer than the shortest because of the random number of the setting. */
const backOff = [330, 660, 1_320];
const limitedBackOff = [5_500, 11_000, 22_000];

const calm = { requests: 1, renewals: 0, pauses: [], source: 'online' } as const;
const done: Observed = { ...calm, outcome: 'done' };
const never = (code: 'forbidden' | 'invalid-argument'): Observed => ({ ...calm, outcome: { code, remedy: 'never' } });
const limited: Observed = {
  ...calm,
  requests: 4,
  pauses: limitedBackOff,
  outcome: { code: 'rate-limited', remedy: 'try-later' },
};
const away: Observed = {
  requests: 4,
  renewals: 0,
  pauses: backOff,
  outcome: { code: 'unavailable', remedy: 'try-later' },
  source: 'offline',
};
const refused = (code: 'unauthorized' | 'token-expired' = 'unauthorized'): Observed => ({
  ...calm,
  outcome: { code, remedy: 'sign-in-again' },
  source: 'needs-sign-in',
});

/** The same wherever it is met. */
const everywhere: readonly Row[] = [
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
    answer: answers(429, '', { 'retry-after': inSeconds(9) }),
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
const writes: readonly Row[] = [
  { name: '403 to a write', call: 'write', answer: answers(403), expected: never('forbidden') },
  {
    name: '429 to a write',
    call: 'write',
    answer: answers(429),
    times: 1,
    expected: { ...done, requests: 2, pauses: [5_500] },
  },
  { name: '503 to a write', call: 'write', answer: answers(503), expected: { ...away, requests: 1, pauses: [] } },
  {
    name: 'a reset of a write',
    call: 'write',
    answer: { kind: 'reset' },
    expected: { ...away, requests: 1, pauses: [] },
  },
];

const renewedOnce: Observed = { ...done, requests: 2, renewals: 1 };

/** Both kinds of credential that another one can be asked for. */
const renewable: readonly Row[] = [
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
    expected: { ...away, requests: 1, renewals: 1, pauses: [] },
  },
  {
    name: '401, and 429 to whoever asks for another',
    answer: answers(401),
    renewal: answers(429),
    expected: { ...limited, requests: 1, renewals: 4 },
  },
];

export const plexServer: readonly Row[] = [
  ...everywhere,
  { name: '503 under maintenance', answer: answers(503, maintenance, { 'content-type': 'text/xml' }), expected: away },
  // plex.tv is asked for other addresses, which is where a renewal would ask too.
  { name: '503 while starting', while: 'starting', expected: { ...away, renewals: 1 } },
  ...writes,
  // plex.tv is not asked for a change, so asking it is tried again.
  ...renewable.map((row) =>
    row.renewal?.kind === 'status' && row.renewal.status === 503
      ? { ...row, expected: { ...row.expected, renewals: 4, pauses: backOff } }
      : row,
  ),
  { name: '401, and plex.tv has no other', answer: answers(401), expected: { ...refused(), renewals: 1 } },
  {
    name: '498 to a token that is dead',
    while: 'revoked',
    answer: answers(498),
    times: 1,
    expected: renewedOnce,
  },
  {
    name: '498, and plex.tv has no other',
    answer: answers(498),
    expected: { ...refused('token-expired'), renewals: 1 },
  },
  ...[401, 498].map(
    (status): Row => ({
      name: `401, and ${status} to the account`,
      answer: answers(401),
      renewal: answers(status),
      expected: { ...refused(), renewals: 1 },
    }),
  ),
  {
    name: '401, and an account token that plex.tv does not know',
    answer: answers(401),
    renewal: answers(422, '{"error":"Invalid token"}', json),
    expected: { ...refused(), renewals: 1 },
  },
  {
    name: '401, and 403 to the account',
    answer: answers(401),
    renewal: answers(403),
    expected: { ...never('forbidden'), renewals: 1 },
  },
];

/** The server keeps serving whoever has its token, so no answer of plex.tv takes a source away. */
export const plexTv: readonly Row[] = [
  ...everywhere,
  { name: '401', answer: answers(401), expected: { ...refused(), source: 'online' } },
  {
    name: '422 to a token that is not known',
    answer: answers(422, '{"error":"Invalid token"}', json),
    expected: { ...refused(), source: 'online' },
  },
  {
    name: '498 to a token without a key',
    answer: answers(498),
    expected: { ...refused('token-expired'), source: 'online' },
  },
  { name: '503', answer: answers(503), expected: { ...away, source: 'online' } },
];

/** A token that the key of this device made: the key makes another, once. */
export const plexTvWithKey: readonly Row[] = [
  ...everywhere,
  { name: '503', answer: answers(503), expected: { ...away, source: 'online' } },
  ...[401, 498].flatMap((status): readonly Row[] => [
    { name: `${status}`, answer: answers(status), times: 1, expected: renewedOnce },
    {
      name: `${status} to the new one as well`,
      answer: answers(status),
      expected: {
        ...refused(status === 401 ? 'unauthorized' : 'token-expired'),
        requests: 2,
        renewals: 1,
        source: 'online',
      },
    },
    {
      // A nonce can be too old, so another one is tried.
      name: `${status}, and the key is refused`,
      answer: answers(status),
      renewal: answers(422, '{"errors":[{"code":1000,"message":"signature"}]}', json),
      expected: { ...refused(), renewals: 2, source: 'online' },
    },
    {
      name: `${status}, and 403 to the key`,
      answer: answers(status),
      renewal: answers(403),
      expected: { ...never('forbidden'), renewals: 1 },
    },
  ]),
];

const jellyfinOnly: readonly Row[] = [
  ...everywhere,
  ...writes,
  { name: '401 with a text', answer: answers(401, 'carla may not delete this'), expected: never('forbidden') },
  { name: '401 with a text as JSON', answer: answers(401, '"not this library"', json), expected: never('forbidden') },
  {
    name: '401 of a proxy that wants a login of its own',
    answer: answers(401, '', { 'www-authenticate': 'Basic realm="home"' }),
    expected: never('forbidden'),
  },
  { name: '403 with a text', answer: answers(403, 'Error processing request.'), expected: never('forbidden') },
  {
    // Not an answer of Jellyfin, so it says nothing of its token.
    name: '498',
    answer: answers(498),
    expected: { ...calm, outcome: { code: 'protocol', remedy: 'try-later' } },
  },
  { name: '503 while starting', while: 'starting', expected: away },
];

export const jellyfinToken: readonly Row[] = [
  ...jellyfinOnly,
  { name: '401 without a text', answer: answers(401), expected: refused() },
  { name: '401 without a text to a write', call: 'write', answer: answers(401), expected: refused() },
];

export const jellyfinPassword: readonly Row[] = [
  ...jellyfinOnly,
  ...renewable,
  {
    name: '401, and the account is locked by now',
    answer: answers(401),
    renewal: answers(403, 'Error processing request.'),
    expected: { ...refused(), renewals: 1 },
  },
  {
    // The last one: a password that was refused once is not sent again.
    name: '401, and the password is wrong by now',
    answer: answers(401),
    renewal: answers(401, 'Error processing request.'),
    expected: { ...refused(), renewals: 1 },
  },
];
