import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { PlexDeviceKeyCredential } from '../../../models/credential.ts';
import { unlessAborted } from '../../../models/unless-aborted.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { loadPart } from '../../http/load-part.ts';
import { singleFlight } from '../../http/single-flight.ts';
import type { PlexContext } from '../plex-context.ts';
import { holdDeviceKey } from './device-key-holder.ts';
import type { PlexAccount, PlexAuth } from './plex-auth.ts';
import { tokenHeader } from './plex-headers.ts';

/**
 * A key of this device, which seven-day tokens for plex.tv are made with, and the plain token that the media server takes.
 * The key's part is loaded when plex.tv is first asked: requests to the server need none of it.
 */
export function plexDeviceKeyAuth(credential: PlexDeviceKeyCredential, context: PlexContext): PlexAuth {
  const { source, onRenewed } = context;
  const holder = holdDeviceKey(credential, onRenewed);
  let opened: PlexAccount | undefined;
  let climber: (() => Promise<boolean>) | undefined;
  let isAccountTokenLent = false;

  const account: PlexAccount = {
    async ask(work, options) {
      const { deviceKeyAccount } = await loadPart('ask plex.tv', import('./device-key-account.ts'));
      opened ??= deviceKeyAccount(holder, context);
      return opened.ask(work, options);
    },
  };

  const current = (): string | undefined => {
    const { accountToken, serverToken } = holder.current;
    return (isAccountTokenLent ? accountToken : serverToken)?.reveal();
  };

  /** @returns whether there is another token for the server than before */
  const climb = singleFlight(async () => {
    const { createServerClimber } = await loadPart('get the server token', import('./server-climb.ts'));
    climber ??= createServerClimber({
      account,
      holder,
      context,
      lend: (isLent) => {
        isAccountTokenLent = isLent;
      },
      current,
    });
    return climber();
  });

  return {
    account,

    get credential() {
      return holder.current;
    },

    async headers({ signal }: CallOptions = {}) {
      if (current() === undefined) await unlessAborted(climb(), 'get the server token', signal);
      const token = current();
      if (token !== undefined) return { [tokenHeader]: token };
      const operation = 'get the server token';
      const says = `Plex gives no token that ${source.name} takes; sign in with a plain PIN instead`;
      throw new MediafoldError('unauthorized', `${operation}: ${says}`, { operation });
    },

    async renew(refused, { signal } = {}) {
      const token = current();
      if (token !== undefined && token !== refused[tokenHeader]) return true;
      try {
        return await unlessAborted(climb(), 'renew the server token', signal);
      } catch (error) {
        // The device itself is signed out: nobody is left to ask.
        if (isMediafoldError(error) && error.remedy === 'sign-in-again') return false;
        throw error;
      }
    },

    /**
     * Signs the device's newest token out (`DELETE /api/v2/users/signout`), and the plain ones beside it. A device cannot take its key back: removing a
     * device or a key gives 405 and 404 (observed by others, August 2026), so it stays in the account's list of authorized
     * devices until the person removes it there. Without the key, which is forgotten with the credential, it opens nothing.
     */
    async revoke(options = {}) {
      const { signOut, signOutIfAccount } = await loadPart('sign out of Plex', import('./account-requests.ts'));
      const { serverToken, legacyToken } = holder.current;
      try {
        await account.ask(async (plexTv, token) => {
          for (const plain of [serverToken, legacyToken]) {
            if (plain !== undefined) await signOutIfAccount(plexTv, plain, options);
          }
          await signOut(plexTv, token, options);
        }, options);
      } catch (error) {
        // There was no token left, and the key gets none any more.
        if (!isMediafoldError(error) || error.remedy !== 'sign-in-again') throw error;
      }
    },
  };
}
