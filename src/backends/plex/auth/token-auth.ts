import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { PlexTokenCredential } from '../../../models/credential.ts';
import { unlessAborted } from '../../../models/unless-aborted.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { loadPart } from '../../http/load-part.ts';
import { singleFlight } from '../../http/single-flight.ts';
import type { PlexContext } from '../plex-context.ts';
import type { PlexAccount, PlexAuth } from './plex-auth.ts';
import { tokenHeader } from './plex-headers.ts';
import type { PlexTv } from './plex-tv.ts';

/**
 * An account's token, and the token that plex.tv gives it for this server. Only the second goes to the server: on a
 * shared server the account's own is refused, or worse, taken for a guest's.
 */
export function plexTokenAuth(credential: PlexTokenCredential, context: PlexContext): PlexAuth {
  const { source, onRenewed } = context;
  let current = credential;
  // One for good: it remembers which of plex.tv's names can be reached from here.
  let plexTv: PlexTv | undefined;

  const account: PlexAccount = {
    async ask(work) {
      const { plexTvOf } = await loadPart('ask plex.tv', import('./plex-tv.ts'));
      plexTv ??= plexTvOf(context);
      return work(plexTv, current.accountToken);
    },
  };

  /** Asks plex.tv for this server's token. @returns whether it is another one than before */
  async function lookUp(): Promise<boolean> {
    const { lookUpServerToken } = await loadPart('get the server token', import('./server-tokens.ts'));
    const token = await account.ask((plexTv, asker) => lookUpServerToken(plexTv, asker, source.serverId));
    if (token === undefined || token.reveal() === current.serverToken?.reveal()) return false;
    const renewed: PlexTokenCredential = { ...current, serverToken: token };
    await onRenewed?.(renewed);
    current = renewed;
    return true;
  }

  const lookUpOnce = singleFlight(lookUp);

  const requests = (): Promise<typeof import('./account-requests.ts')> =>
    loadPart('ask plex.tv', import('./account-requests.ts'));

  return {
    account,

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
        if (isMediafoldError(error) && error.remedy === 'sign-in-again') return false;
        throw error;
      }
    },

    ...(credential.isBorrowed === undefined && {
      revoke: (options?: CallOptions) =>
        account.ask(async (plexTv, token) => (await requests()).signOut(plexTv, token, options)),
    }),
    keepAlive: (options) => account.ask(async (plexTv, token) => (await requests()).ping(plexTv, token, options)),
  };
}
