import { MediafoldError } from '../../../errors.ts';
import type { Credential } from '../../../models/credential.ts';
import { userId } from '../../../models/ids.ts';
import { present } from '../../../models/present.ts';
import { secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { AnsweringServer } from '../../http/find-server.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { JellyfinServer } from '../jellyfin-connections.ts';
import type { WireLogin, WireUser } from '../jellyfin-wire.ts';
import { authorizationHeader } from './authorization-header.ts';

/** What a finished login hands over. */
export function signedIn(
  { server, candidates }: AnsweringServer<JellyfinServer>,
  user: WireUser,
  deviceId: string,
  credential: Credential,
): SignedInServer {
  return present<SignedInServer>({
    type: 'jellyfin',
    name: server.name,
    serverId: server.serverId,
    userId: userId(user.Id),
    userName: user.Name,
    deviceId,
    credential,
    candidates,
  });
}

/** The device on which this user may be signed in: not that of another user of the server, who is meant to use it again. */
export function deviceOf(
  { identity, renews }: LoginContext,
  { server }: AnsweringServer<JellyfinServer>,
  user: WireUser,
): string {
  const isTaken = renews !== undefined && renews.serverId === server.serverId && renews.userId !== user.Id;
  return isTaken ? renews.otherDeviceId : identity.deviceId;
}

/** Ends a session that nobody will use. Best effort: the server's list of devices keeps it otherwise. */
export async function endUnused(
  client: HttpClient,
  { environment, identity }: LoginContext,
  { base }: AnsweringServer<JellyfinServer>,
  { AccessToken }: WireLogin,
): Promise<void> {
  const headers = authorizationHeader(identity, identity.deviceId, secret(AccessToken));
  try {
    await client.send({ operation: 'end an unused session', base, path: '/Sessions/Logout', method: 'POST', headers });
  } catch {
    environment.logger.warn({}, 'the session of another user could not be ended');
  }
}

/** A login's answer names its server, which has to be the one that was asked who it is. */
export function checkServer(
  operation: string,
  found: AnsweringServer<JellyfinServer>,
  answered: string | undefined,
): void {
  if (answered === undefined || answered === found.server.serverId) return;
  throw new MediafoldError('wrong-server', `${operation}: the login was answered by another server`, { operation });
}
