import { MediafoldError } from '../../errors.ts';
import type { Candidate } from '../../models/connection.ts';
import type { CallOptions } from '../auth-provider.ts';
import { loadPart } from '../http/load-part.ts';
import type { CredentialUpgrade, ProfileFacet } from '../media-backend.ts';
import { profileFacet } from './auth/home-users.ts';
import type { PlexAccount, PlexAuth } from './auth/plex-auth.ts';
import { advertisedCandidates } from './auth/server-tokens.ts';
import type { PlexContext } from './plex-context.ts';

/** What the facets about the account do, loaded with the first call of one of them. */
export interface AccountWork {
  upgrade(wanted: CredentialUpgrade, call: CallOptions): Promise<void>;
  candidates(call: CallOptions): Promise<readonly Candidate[]>;
  readonly profiles: () => ProfileFacet;
}

/** @throws {MediafoldError} `unsupported` for what the credential has no use for; the facets do not offer it */
export function accountWork(auth: PlexAuth, context: PlexContext): AccountWork {
  const unsupported = (): MediafoldError => {
    const operation = 'ask plex.tv';
    return new MediafoldError('unsupported', `${operation}: a ${auth.credential.type} cannot do that`, { operation });
  };
  const account = (): PlexAccount => {
    if (auth.account === undefined) throw unsupported();
    return auth.account;
  };

  return {
    async upgrade(wanted, call) {
      const { upgradeToDeviceKey } = await loadPart('make a device key', import('./auth/device-key-upgrade.ts'));
      await upgradeToDeviceKey(auth.credential, context, wanted, call);
    },
    candidates: (call) => advertisedCandidates(account(), context.source.serverId, call),
    profiles: () => profileFacet(account(), context, () => auth.credential),
  };
}
