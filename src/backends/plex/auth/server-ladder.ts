import { type ErrorCode, isMediafoldError, type MediafoldError } from '../../../errors.ts';
import type { ServerId } from '../../../models/ids.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { factsOf } from './device-key.ts';
import { switchHomeUser } from './home-requests.ts';
import type { PlexAccount } from './plex-auth.ts';
import { type PlexTv, readAccount } from './plex-tv.ts';
import type { Resource } from './plex-tv-wire.ts';
import { lookUpServers, tokenIsMissing, usableToken } from './server-tokens.ts';

/**
 * The ways to a token for a media server, best first. Media servers refuse an account's JWT (seen up to 1.43.3), and
 * plex.tv echoes it as the token of servers that the account owns.
 *
 * - `resources`: what plex.tv gives for the server, if it is no JWT. So it is on servers that others share.
 * - `home-switch`: a switch from the account's own user to itself gives a plain token, and with that one plex.tv gives a
 *   plain token for the server.
 * - `account-token`: the JWT itself, where plex.tv says that it is meant for the server. Never stored as the server's.
 */
export type RungName = 'resources' | 'home-switch' | 'account-token';

export interface Rung {
  readonly name: RungName;
  readonly token: Secret;
}

/** Looks things up once for all servers, and only when it gets so far: plex.tv counts switches. */
export interface ServerLadder {
  /** What the account has, as it is asked for with its own token. */
  servers(): Promise<readonly Resource[]>;
  /**
   * A plain token of the account's own user, for this client.
   *
   * @throws {MediafoldError} `forbidden` when the user is protected by a PIN, `rate-limited`
   */
  plainToken(): Promise<Secret>;
  /** What the account has, as it is asked for with the plain token. @throws what `plainToken` throws */
  plainServers(): Promise<readonly Resource[]>;
  /** The rungs for one server, each looked up when it is reached. */
  rungs(server: ServerId): AsyncGenerator<Rung, void, undefined>;
  /** Why plex.tv gave nothing where it should have: it refused the switch, or it listed the server without a token. */
  readonly obstacle: MediafoldError | undefined;
}

const refusals: ReadonlySet<string> = new Set<ErrorCode>(['forbidden', 'not-found', 'rate-limited', 'unsupported']);

/** A switch that is refused is one way less; anything else that fails says nothing about it. */
export const isRefusedSwitch = (error: unknown): error is MediafoldError =>
  isMediafoldError(error) && refusals.has(error.code);

export function serverLadder(account: PlexAccount, options: CallOptions = {}): ServerLadder {
  const { signal } = options;
  let obstacle: MediafoldError | undefined;

  const servers = once(() => account.ask((plexTv, token) => lookUp(plexTv, token, signal), options));
  const switched = once(() =>
    account.ask(async (plexTv, token) => {
      const uuid = factsOf(token).userUuid ?? (await readAccount(plexTv, token, { signal })).uuid ?? '';
      return { plexTv, plain: await switchHomeUser(plexTv, token, uuid, { signal }) };
    }, options),
  );
  // Outside of the account: what may be refused here is not its token.
  const plainServers = once(async () => {
    const { plexTv, plain } = await switched();
    return lookUp(plexTv, plain, signal);
  });

  async function thanksToSwitch(server: ServerId): Promise<Secret | undefined> {
    try {
      return usable(await plainServers(), server);
    } catch (error) {
      if (!isRefusedSwitch(error)) throw error;
      obstacle = error;
      return undefined;
    }
  }

  return {
    get obstacle() {
      return obstacle;
    },
    servers,
    plainToken: async () => (await switched()).plain,
    plainServers,

    async *rungs(server) {
      const given = usable(await servers(), server);
      if (given !== undefined) yield { name: 'resources', token: given };
      const plain = await thanksToSwitch(server);
      if (plain !== undefined) yield { name: 'home-switch', token: plain };
      const echo = ours(await servers(), server)?.accessToken;
      // Only where plex.tv says so: it opens the whole account, and the server may be somebody else's.
      if (echo !== undefined && echo !== given?.reveal()) yield { name: 'account-token', token: secret(echo) };
      if (echo === undefined && plain === undefined && ours(await servers(), server) !== undefined) {
        obstacle ??= tokenIsMissing();
      }
    },
  };
}

const lookUp = (plexTv: PlexTv, token: Secret, signal: AbortSignal | undefined): Promise<readonly Resource[]> => {
  const complete = (found: readonly Resource[]): boolean =>
    found.length > 0 && found.every(({ accessToken }) => accessToken !== undefined);
  return lookUpServers(plexTv, token, complete, { signal });
};

const ours = (servers: readonly Resource[], server: ServerId): Resource | undefined =>
  servers.find(({ clientIdentifier }) => clientIdentifier === server);

function usable(servers: readonly Resource[], server: ServerId): Secret | undefined {
  const found = ours(servers, server);
  const token = found === undefined ? undefined : usableToken(found);
  return token === undefined ? undefined : secret(token);
}

/** Remembers a failure too: what was refused a moment ago is not asked for again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let outcome: Promise<T> | undefined;
  return () => {
    outcome ??= work();
    return outcome;
  };
}
