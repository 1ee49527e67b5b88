import {
  answers,
  away,
  backOff,
  everywhere,
  json,
  never,
  type Row,
  refused,
  renewable,
  renewedOnce,
  stumbled,
  writes,
} from './auth-rules-rows.ts';

const maintenance =
  '<Response code="503" title="Maintenance" status="Plex Media Server is currently running database migrations."/>';

export const plexServer: readonly Row[] = [
  ...everywhere,
  {
    name: '503 under maintenance',
    answer: answers(503, maintenance, { 'content-type': 'text/xml' }),
    expected: stumbled,
  },
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
