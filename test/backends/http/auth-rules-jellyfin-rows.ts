import {
  answers,
  away,
  calm,
  everywhere,
  json,
  never,
  type Row,
  refused,
  renewable,
  writes,
} from './auth-rules-rows.ts';

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
