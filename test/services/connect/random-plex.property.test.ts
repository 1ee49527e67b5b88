import { test } from 'vitest';
import { holdsOver, isTheSameTwice } from './network-laws.ts';

/** Seconds of pure work, which a loaded machine makes minutes of. */
const slowly = { timeout: 300_000 };

test('over random networks the choice, the time, the token, the relays and the end are right', slowly, () =>
  holdsOver('plex', 3_000),
);

test('the same network gives the same choice by the same requests', slowly, () => isTheSameTwice('plex', 500));
