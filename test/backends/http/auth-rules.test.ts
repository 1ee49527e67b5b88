import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jellyfinPassword, jellyfinToken } from './auth-rules-jellyfin-rows.ts';
import { places } from './auth-rules-places.ts';
import { plexServer, plexTv, plexTvWithKey } from './auth-rules-plex-rows.ts';
import type { Place } from './auth-rules-setting.ts';

describe.each([
  { at: 'a Plex server', open: places.plexServer, rows: plexServer },
  { at: 'plex.tv', open: places.plexTv, rows: plexTv },
  { at: 'plex.tv with a device key', open: places.plexTvWithKey, rows: plexTvWithKey },
  { at: 'Jellyfin with a token', open: places.jellyfinToken, rows: jellyfinToken },
  { at: 'Jellyfin with a password', open: places.jellyfinPassword, rows: jellyfinPassword },
])('$at', ({ open, rows }) => {
  let place: Place;
  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place.close());

  test.each(rows)('$name', async ({ answer, times, renewal, call = 'read', while: state, expected }) => {
    expect(await place.reset()).toBe('online');
    const target = place[call];
    if (target === undefined) throw new Error(`nothing to ${call} there`);
    if (state === 'revoked') place.revoke?.();
    if (state === 'starting') place.setStarting?.(true);
    if (answer !== undefined) {
      target.faults.add({ path: target.path, action: answer, ...(times === undefined ? {} : { times }) });
    }
    // One call that is refused is looked into: the credential itself has to be, too.
    const isDead = expected.source === 'needs-sign-in' && answer !== undefined;
    if (isDead && place.credentialPath !== undefined) {
      target.faults.add({ path: place.credentialPath, action: answer });
    }
    if (renewal !== undefined) place.renewal?.faults.add({ path: place.renewal.path, action: renewal });

    expect(await place.observe(target)).toEqual(expected);

    const [summary] = await place.fold.sources.list();
    expect(summary?.needsSignIn !== undefined, 'waits for its person').toBe(expected.source === 'needs-sign-in');
    // The credential is still there, and good as soon as the trouble is over.
    expect(await place.reset()).toBe('online');
    expect((await place.fold.sources.list())[0]?.needsSignIn).toBeUndefined();
  });
});
