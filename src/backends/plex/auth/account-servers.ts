import { MediafoldError } from '../../../errors.ts';
import type { PlexTokenCredential } from '../../../models/credential.ts';
import { serverId, type UserId, userId } from '../../../models/ids.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { accountCandidates } from '../plex-connections.ts';
import { type PlexTv, readAccount } from './plex-tv.ts';
import type { AccountAnswer, Resource } from './plex-tv-wire.ts';
import { lookUpServers, noServer, usableToken } from './server-tokens.ts';

interface Account {
  readonly userId: UserId;
  readonly userName: string | undefined;
}

function accountOf(answer: AccountAnswer, expected: UserId | undefined): Account {
  const id = answer.uuid ?? expected ?? answer.id;
  if (id === undefined) {
    const operation = 'read the Plex account';
    throw new MediafoldError('protocol', `${operation}: the answer names no account`, { operation });
  }
  return { userId: userId(id), userName: answer.title ?? answer.username ?? answer.friendlyName };
}

function signedIn(
  resource: Resource,
  account: Account,
  accountToken: Secret,
  deviceId: string,
): readonly AccountServer[] {
  const token = usableToken(resource);
  if (token === undefined) return [];
  const { clientIdentifier, name, owned, sourceTitle } = resource;
  return [
    {
      type: 'plex',
      name: name ?? clientIdentifier,
      serverId: serverId(clientIdentifier),
      userId: account.userId,
      ...(account.userName === undefined ? {} : { userName: account.userName }),
      deviceId,
      credential: { type: 'plex-token', accountToken, serverToken: secret(token) },
      candidates: accountCandidates(resource),
      ...(owned !== true && sourceTitle !== undefined ? { ownerName: sourceTitle } : {}),
    },
  ];
}

/** One server of an account, with a plain token of the account. */
export interface AccountServer extends SignedInServer {
  readonly credential: PlexTokenCredential;
}

export interface ServersOptions extends CallOptions {
  /** The device that the token was made with. */
  readonly deviceId: string;
  /** Whose token it should be, in case that plex.tv does not say. */
  readonly userId?: UserId | undefined;
}

/**
 * All media servers that an account can use, each with the token that this server takes from this user.
 *
 * @throws {MediafoldError} `unauthorized` when plex.tv does not know the token, `not-found` when the account has no
 *   server, `unsupported` for a token that media servers do not take
 */
export async function serversOfAccount(
  plexTv: PlexTv,
  accountToken: Secret,
  options: ServersOptions,
): Promise<readonly AccountServer[]> {
  const { deviceId, signal } = options;
  const account = accountOf(await readAccount(plexTv, accountToken, { signal }), options.userId);
  const complete = (servers: readonly Resource[]): boolean =>
    servers.length > 0 && servers.every(({ accessToken }) => accessToken !== undefined);
  const found = await lookUpServers(plexTv, accountToken, complete, { signal });
  const servers = found.flatMap((resource) => signedIn(resource, account, accountToken, deviceId));
  if (servers.length === 0) throw noServer(found);
  if (servers.length < found.length) plexTv.warn('Plex gave no token for some servers');
  return servers;
}
