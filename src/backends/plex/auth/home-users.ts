import { MediafoldError } from '../../../errors.ts';
import type { Credential } from '../../../models/credential.ts';
import { userId } from '../../../models/ids.ts';
import type { Profile } from '../../../models/profile.ts';
import type { ProfileFacet } from '../../media-backend.ts';
import type { PlexContext } from '../plex-context.ts';
import { type AccountServer, serversOfAccount } from './account-servers.ts';
import { listHomeUsers, switchHomeUser } from './home-requests.ts';
import type { PlexAccount } from './plex-auth.ts';
import { plexTvOf } from './plex-tv.ts';
import type { HomeUser } from './plex-tv-wire.ts';

function profileOf(user: HomeUser): Profile {
  return {
    id: userId(user.uuid),
    name: user.title ?? user.friendlyName ?? user.username ?? user.uuid,
    isProtected: user.protected ?? false,
    isAdmin: user.admin ?? false,
    isRestricted: user.restricted ?? false,
  };
}

/**
 * The Plex Home of an account. Every user has a token of their own for plex.tv and for each server, so what they watched
 * is theirs; the account's never stands in for one that is missing.
 *
 * A user's token that dies (signed out at plex.tv, removed from the home) makes their sources wait for a sign-in: nobody
 * switches by itself, because that needs their PIN. `signIn` from a source of the account gives a new one.
 *
 * @param asking the account's credential as it is now
 */
export function profileFacet(account: PlexAccount, context: PlexContext, asking: () => Credential): ProfileFacet {
  /** Who picks themselves in a list of profiles stays what they are: nobody's profile, and with their key if they have one. */
  function credentialOf({ userId: user, credential }: AccountServer): Credential {
    const own = asking();
    if (user !== context.source.userId) return { ...credential, isProfile: true };
    const { serverToken } = credential;
    if (own.type === 'plex-device-key' && serverToken !== undefined) return { ...own, serverToken };
    return { ...credential, ...(own.type === 'plex-token' && own.isProfile && { isProfile: true }) };
  }

  return {
    async list(options) {
      const users = await account.ask((plexTv, token) => listHomeUsers(plexTv, token, options), options);
      return users.map(profileOf);
    },

    async signIn(id, call = {}) {
      const { signal } = call;
      const token = await account.ask((plexTv, asker) => switchHomeUser(plexTv, asker, id, call), { signal });
      // Asked outside of the account: what is refused here is the other user's token, and renewing ours helps nobody.
      const { deviceId } = context.source;
      const servers = await serversOfAccount(plexTvOf(context), token, { deviceId, userId: id, signal });
      if (servers.every((server) => server.userId === id)) {
        return servers.map((server) => ({ ...server, credential: credentialOf(server) }));
      }
      const operation = `sign in as Home user ${id}`;
      throw new MediafoldError('protocol', `${operation}: Plex signed in somebody else`, { operation });
    },
  };
}
