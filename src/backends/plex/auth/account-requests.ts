import { isMediafoldError } from '../../../errors.ts';
import type { Secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { type PlexTv, withToken } from './plex-tv.ts';
import { pingAnswer } from './plex-tv-wire.ts';

/**
 * Ends a plain token for good (`DELETE /api/v2/users/signout`). One that is dead already counts as ended, so a lost
 * answer may be asked for again.
 */
export async function signOut({ http, base }: PlexTv, token: Secret, { signal }: CallOptions = {}): Promise<void> {
  const request = { operation: 'sign out of Plex', base, path: '/api/v2/users/signout', method: 'DELETE' } as const;
  try {
    await http.send({ ...request, headers: withToken(token), signal, safe: true });
  } catch (error) {
    if (!isMediafoldError(error) || error.remedy !== 'sign-in-again') throw error;
  }
}

/**
 * Plex lets plain tokens die that nobody uses for long (`GET /api/v2/ping`).
 *
 * @throws {MediafoldError} `unauthorized` when this one is dead; whatever else is thrown says nothing about it
 */
export async function ping({ http, base }: PlexTv, token: Secret, { signal }: CallOptions = {}): Promise<void> {
  const request = { operation: 'keep the Plex token alive', base, path: '/api/v2/ping', schema: pingAnswer };
  await http.send({ ...request, headers: withToken(token), signal });
}
