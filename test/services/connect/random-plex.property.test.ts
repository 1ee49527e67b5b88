import { test } from 'vitest';
import { holdsOver, isTheSameTwice } from './network-laws.ts';

test(
  'over random networks the choice, the time, the token, the relays and the end are right',
  { timeout: 60_000 },
  () => holdsOver('plex', 3_000),
);

test('the same network gives the same choice by the same requests', { timeout: 60_000 }, () =>
  isTheSameTwice('plex', 500),
);
