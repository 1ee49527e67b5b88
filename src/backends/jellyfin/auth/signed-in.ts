import { MediafoldError } from '../../../errors.ts';
import type { Credential } from '../../../models/credential.ts';
import { userId } from '../../../models/ids.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { FoundServer } from '../jellyfin-find-server.ts';
import type { WireUser } from '../jellyfin-wire.ts';
import { present } from '../only-present.ts';

/** What a finished login hands over. */
export function signedIn(
  { server, candidates }: FoundServer,
  user: WireUser,
  deviceId: string,
  credential: Credential,
): SignedInServer {
  return present({
    type: 'jellyfin' as const,
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
export function checkServer(operation: string, found: FoundServer, answered: string | undefined): void {
  if (answered === undefined || answered === found.server.serverId) return;
  throw new MediafoldError('wrong-server', `${operation}: the login was answered by another server`, { operation });
}
