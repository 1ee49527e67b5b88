import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { serverId, userId } from '../../../models/ids.ts';
import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { findServer, type TypedServer } from '../../http/find-server.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { serverEnvironment } from '../../http/server-environment.ts';
import { plexPorts } from '../plex-addresses.ts';
import { getIdentity, getRootWith } from '../plex-api.ts';
import { serverStatuses } from '../plex-statuses.ts';
import { pastedToken } from './pasted-token.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';
import { looksLikeJwt } from './server-tokens.ts';

export interface PlexServerTokenLogin extends LoginContext, TypedServer {
  /** Empty for a server that nobody has claimed. */
  readonly token: Secret;
}

/** Why the server refuses, where that can be told from what it was given. */
function refusal(error: MediafoldError, token: string): MediafoldError {
  const operation = 'sign in to the server';
  const { status } = error;
  if (token === '') {
    const explanation = 'the server has an owner, so it takes nobody without a token';
    return new MediafoldError('unauthorized', `${operation}: ${explanation}`, { operation, explanation, status });
  }
  if (!looksLikeJwt(token)) return error;
  const explanation = 'this token is of the kind that media servers do not accept; it is for plex.tv only';
  return new MediafoldError('unsupported', `${operation}: ${explanation}`, { operation, explanation, status });
}

/**
 * Signs in to one server with a token that it takes, without plex.tv. All meanings of the address are tried at once;
 * the token goes only where a Plex server said who it is.
 *
 * @throws {MediafoldError} `unauthorized` when the server refuses the token or needs one, `unsupported` for a JWT that it
 *   refuses, `untrusted-certificate`, `unavailable`, `invalid-argument` when it is no address, only plain http to a
 *   public one, or no token
 */
export async function signInWithPlexServerToken(
  options: PlexServerTokenLogin,
  call: CallOptions = {},
): Promise<SignedInServer> {
  const { environment, identity } = options;
  const token = pastedToken(options.token, 'sign in to the server');
  const headers = identityHeaders(identity, identity.deviceId);
  const http = createHttpClient({ environment: serverEnvironment(options), statuses: serverStatuses, headers });
  const { base, server, candidates } = await findServer(
    {
      vendor: 'Plex',
      ports: plexPorts,
      clock: environment.clock,
      whoAreYou: async (at, bounds) => ({
        serverId: serverId((await getIdentity(http, at, bounds)).machineIdentifier),
      }),
    },
    options,
    call,
  );
  const credential = token.reveal() === '' ? {} : { [tokenHeader]: token.reveal() };
  const root = await getRootWith(http, base, credential, call).catch((error: unknown) => {
    throw isMediafoldError(error) && error.code === 'unauthorized' ? refusal(error, token.reveal()) : error;
  });
  const { friendlyName = server.serverId } = root;
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
