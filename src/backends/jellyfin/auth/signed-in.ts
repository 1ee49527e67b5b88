import { MediafoldError } from '../../../errors.ts';
import type { Credential } from '../../../models/credential.ts';
import { userId } from '../../../models/ids.ts';
import { present } from '../../../models/present.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { FoundServer } from '../../http/find-server.ts';
import type { JellyfinServer } from '../jellyfin-connections.ts';
import type { WireUser } from '../jellyfin-wire.ts';

/** What a finished login hands over. */
export function signedIn(
  { server, candidates }: FoundServer<JellyfinServer>,
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

/** A login's answer names its server, which has to be the one that was asked who it is. */
export function checkServer(operation: string, found: FoundServer<JellyfinServer>, answered: string | undefined): void {
  if (answered === undefined || answered === found.server.serverId) return;
  throw new MediafoldError('wrong-server', `${operation}: the login was answered by another server`, { operation });
}
