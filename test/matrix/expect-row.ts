import { expect } from 'vitest';
import type { Met } from './journey.ts';
import type { Played } from './play-rows.ts';

/**
 * What a person meets afterwards.
 *
 * - `goes on`: nothing had to be done.
 * - `renewed`: the credential was replaced without the person, and is stored.
 * - `needs-sign-in`: until the person signs in again; the source, its catalogue and its history wait for them.
 * - `offline`: trying later is enough. Nobody is asked to sign in.
 */
export type Ending = 'goes on' | 'renewed' | 'needs-sign-in' | 'offline';

const online = { sync: 'completed', state: 'online' };
const unchanged = { added: 0, changed: 0, removed: 0 };

const met: Readonly<Record<Ending, object>> = {
  'goes on': { ...online, ...unchanged },
  renewed: { ...online, ...unchanged },
  'needs-sign-in': { sync: 'unauthorized', state: 'needs-sign-in' },
  offline: { sync: 'unavailable', state: 'offline' },
};

/** @param isLate it happened while the app was closed */
export function expectEnding(ending: Ending, { link, live, again }: Played, isLate: boolean): void {
  expect(link.first).toMatchObject({ ...online, added: 3 });
  expect(live.first, 'after a restart').toMatchObject({ ...online, ...unchanged });
  const { then = again.first } = live;
  if (!isLate) expect(then, 'after it happened').toMatchObject(met[ending]);
  // A password that was refused is forgotten, so a sign-in that is over may be stored in another way too.
  if (!isLate && ending !== 'needs-sign-in')
    expect({ renewed: live.renewed }).toEqual({ renewed: ending === 'renewed' });
  expect(again.first, 'after another restart').toMatchObject(met[ending]);
  if (ending !== 'needs-sign-in') {
    expect(again.opensAs).toBe('unknown');
    expect(again.then, `when all is well (${again.then?.message})`).toMatchObject({ ...online, ...unchanged });
    expect(again.needsSignIn).toBeUndefined();
    return;
  }
  // Told at the start, from what is stored, before anybody is asked.
  expect(again.opensAs).toBe('needs-sign-in');
  expect(again.signedIn).toEqual({ sameSource: true, isNew: false, credential: 'replaced' });
  expect(again).toMatchObject({ items: 3, watched: true, sources: link.sources, credential: link.credential });
  expect(again.then, 'after signing in again').toMatchObject({ ...online, ...unchanged });
  expect(again.needsSignIn).toBeUndefined();
  expectCheap(again.then, live.first);
}

/** Nothing is fetched that an ordinary sync does not fetch, but for finding the server. */
function expectCheap(sync: Met | undefined, ordinary: Met): void {
  expect(sync?.requests ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(ordinary.requests);
}
