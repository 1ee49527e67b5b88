import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { PlexTokenCredential } from '../../../models/credential.ts';
import { secret } from '../../../models/secret.ts';
import type { AuthProvider } from '../../auth-provider.ts';
import { singleFlight } from '../../http/single-flight.ts';
import { unlessAborted } from '../../http/unless-aborted.ts';
import type { PlexContext } from '../plex-context.ts';
import { tokenHeader } from './plex-headers.ts';
import { createPlexTv } from './plex-tv.ts';
import type { Resource } from './plex-tv-wire.ts';
import { lookUpServers, usableToken } from './server-access.ts';

/**
 * An account's token, and the token that plex.tv gives it for this server. Only the second goes to the server: on a
 * shared server the account's own is refused, or worse, taken for a guest's.
 */
export function plexTokenAuth(credential: PlexTokenCredential, context: PlexContext): AuthProvider {
  const { source, environment, identity, onRenewed, plexTvUrl, retries } = context;
  let current = credential;
  const plexTv = createPlexTv({ environment, identity, deviceId: source.deviceId, plexTvUrl, retries });

  /** Asks plex.tv for this server's token. @returns whether it is another one than before */
  async function lookUp(): Promise<boolean> {
    const ours = (servers: readonly Resource[]): Resource | undefined =>
      servers.find(({ clientIdentifier }) => clientIdentifier === source.serverId);
    const settled = (servers: readonly Resource[]): boolean => ours(servers)?.accessToken !== undefined;
    const found = ours(await lookUpServers(plexTv, environment.clock, current.accountToken, settled));
    const token = found === undefined ? undefined : usableToken(found);
    if (token === undefined || token === current.serverToken?.reveal()) return false;
    const renewed: PlexTokenCredential = { ...current, serverToken: secret(token) };
    await onRenewed?.(renewed);
    current = renewed;
    return true;
  }

  const lookUpOnce = singleFlight(lookUp);

  return {
    get credential() {
      return current;
    },

    async headers({ signal } = {}) {
      if (current.serverToken === undefined) await unlessAborted(lookUpOnce(), 'get the server token', signal);
      const { serverToken } = current;
      if (serverToken === undefined) {
        const operation = 'get the server token';
        throw new MediafoldError('unauthorized', `${operation}: the Plex account has no access to ${source.name}`, {
          operation,
        });
      }
      return { [tokenHeader]: serverToken.reveal() };
    },

    async renew(refused, { signal } = {}) {
      const { serverToken } = current;
      if (serverToken !== undefined && serverToken.reveal() !== refused[tokenHeader]) return true;
      try {
        return await unlessAborted(lookUpOnce(), 'renew the server token', signal);
      } catch (error) {
        // The account itself is signed out: nobody is left to ask.
        if (isMediafoldError(error) && (error.code === 'unauthorized' || error.code === 'token-expired')) return false;
        throw error;
      }
    },
  };
}
