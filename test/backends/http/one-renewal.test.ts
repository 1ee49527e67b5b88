import { expect, onTestFinished, test } from 'vitest';
import { isMediafoldError } from '../../../src/errors.ts';
import { places } from './auth-rules-places.ts';
import { answers } from './auth-rules-rows.ts';
import type { Call, Place } from './auth-rules-setting.ts';

const crowd = 200;

async function opened(open: () => Promise<Place>): Promise<Place> {
  const place = await open();
  onTestFinished(() => place.close());
  await place.reset();
  return place;
}

/** So many of the same call at once. Their failures have to be alike, and are one then. */
function together(call: Call): Call {
  return {
    ...call,
    async run() {
      const outcomes = await Promise.allSettled(Array.from({ length: crowd }, () => call.run()));
      const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
      const [first] = reasons;
      if (first === undefined) return;
      expect(reasons).toHaveLength(crowd);
      for (const reason of reasons) expect(factsOf(reason)).toEqual(factsOf(first));
      throw first;
    },
  };
}

const factsOf = (error: unknown): unknown => (isMediafoldError(error) ? { ...error, message: error.message } : error);

const openers = [
  { at: 'a Plex server', open: places.plexServer, status: 498, code: 'token-expired', renewal: undefined },
  { at: 'a Plex server', open: places.plexServer, status: 401, code: 'unauthorized', renewal: undefined },
  { at: 'Jellyfin', open: places.jellyfinPassword, status: 401, code: 'unauthorized', renewal: 401 },
] as const;

test.each(openers)(`${crowd} requests that meet a $status at $at cause one renewal`, async ({ open, status }) => {
  const place = await opened(open);
  place.revoke?.();
  // A revoked token is answered 401; here as the status that is meant, until everybody has had it.
  if (status !== 401) place.read.faults.add({ path: place.read.path, times: crowd, action: answers(status) });
  const release = status === 401 ? undefined : place.holdRenewal?.(crowd);
  const observed = await place.observe(together(place.read));
  await release;
  expect(observed).toEqual({ requests: 2 * crowd, renewals: 1, pauses: [], outcome: 'done', source: 'online' });
});

test.each(openers)('a renewal that fails surfaces once: $status at $at', async ({ open, status, code, renewal }) => {
  const place = await opened(open);
  for (const path of [place.read.path, place.credentialPath ?? '']) {
    place.read.faults.add({ path, action: answers(status) });
  }
  if (renewal !== undefined) place.renewal?.faults.add({ path: place.renewal.path, action: answers(renewal, 'no') });
  expect(await place.observe(together(place.read))).toEqual({
    requests: crowd,
    renewals: 1,
    pauses: [],
    outcome: { code, remedy: 'sign-in-again' },
    source: 'needs-sign-in',
  });
});

test.each(openers)(
  'so does one that cannot be made, and nobody is signed out: $status at $at',
  async ({ open, status }) => {
    const place = await opened(open);
    place.read.faults.add({ path: place.read.path, action: answers(status) });
    place.renewal?.faults.add({ path: place.renewal.path, action: answers(422, 'no') });
    expect(await place.observe(together(place.read))).toEqual({
      requests: crowd,
      renewals: 1,
      pauses: [],
      outcome: { code: 'invalid-argument', remedy: 'never' },
      source: 'online',
    });
  },
);
