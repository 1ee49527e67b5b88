import { serverId, userId } from '../../../models/ids.ts';
import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { findServer, type TypedServer } from '../../http/find-server.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { getIdentity, getRootWith } from '../plex-api.ts';
import { serverStatuses } from '../plex-statuses.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';

export interface PlexServerTokenLogin extends LoginContext, TypedServer {
  /** Empty for a server that nobody has claimed. */
  readonly token: Secret;
}

/**
 * Signs in to one server with a token that it takes, without plex.tv. All meanings of the address are tried at once;
 * the token goes only where a Plex server said who it is.
 *
 * @throws {MediafoldError} `unauthorized` when the server refuses the token, `untrusted-certificate`, `unavailable`,
 *   `invalid-argument` when it is no address, or only plain http to a public one
 */
export async function signInWithPlexServerToken(
  options: PlexServerTokenLogin,
  call: CallOptions = {},
): Promise<SignedInServer> {
  const { environment, identity, token } = options;
  const headers = identityHeaders(identity, identity.deviceId);
  const http = createHttpClient({ environment, statuses: serverStatuses, headers });
  const { base, server, candidates } = await findServer(
    {
      vendor: 'Plex',
      ports: { http: 32_400, https: 32_400 },
      clock: environment.clock,
      whoAreYou: async (at, bounds) => ({
        serverId: serverId((await getIdentity(http, at, bounds)).machineIdentifier),
      }),
    },
    options,
    call,
  );
  const credential = token.reveal() === '' ? {} : { [tokenHeader]: token.reveal() };
  const { friendlyName = server.serverId } = await getRootWith(http, base, credential, call);
  return {
    type: 'plex',
    name: friendlyName,
    serverId: server.serverId,
    userId: userId('owner'),
    deviceId: identity.deviceId,
    credential: { type: 'plex-server-token', token },
    candidates,
  };
}
