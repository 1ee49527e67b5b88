import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { Secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { type PlexTv, readAccount, withToken } from './plex-tv.ts';
import { pingAnswer } from './plex-tv-wire.ts';

/**
 * Ends a plain token for good (`DELETE /api/v2/users/signout`). One that is dead already counts as ended, so a lost
 * answer may be asked for again.
 */
export async function signOut({ http, base }: PlexTv, token: Secret, { signal }: CallOptions = {}): Promise<void> {
  const operation = 'sign out of Plex';
  const request = { operation, base, path: '/api/v2/users/signout', method: 'DELETE' } as const;
  try {
    const { status } = await http.send({ ...request, headers: withToken(token), signal, safe: true });
    // A portal that answers for plex.tv says 200 to everything, and the token would live on.
    if (status !== 204)
      throw new MediafoldError('protocol', `${operation}: Plex did not confirm it`, { operation, status });
  } catch (error) {
    if (!isMediafoldError(error) || error.remedy !== 'sign-in-again') throw error;
  }
}

/**
 * The same for a token that opens more than was asked for: what a server of the account's own takes opens the account, too. One
 * for a single server, which somebody shares, is not known to plex.tv and stays: it ends with the share.
 */
export async function signOutIfAccount(plexTv: PlexTv, token: Secret, options: CallOptions = {}): Promise<void> {
  try {
    await readAccount(plexTv, token, options);
  } catch (error) {
    if (isMediafoldError(error) && error.remedy === 'sign-in-again') return;
    throw error;
  }
  await signOut(plexTv, token, options);
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
