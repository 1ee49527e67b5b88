import type { JellyfinTokenCredential } from '../../../models/credential.ts';
import type { AuthProvider, CallOptions } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { authorizationHeader } from './authorization-header.ts';
import { logOut } from './log-out.ts';

/** Tokens have no expiry: one that is refused was revoked, and only the person can make another. */
export function jellyfinTokenAuth(credential: JellyfinTokenCredential, context: BackendContext): AuthProvider {
  const { token, isBorrowed } = credential;
  const headers = authorizationHeader(context.identity, context.source.deviceId, token, isBorrowed);
  const auth: AuthProvider = {
    credential,
    headers: async () => headers,
    renew: async () => false,
    ...(isBorrowed === undefined && { revoke: (call?: CallOptions) => logOut(context, auth, call) }),
  };
  return auth;
}
