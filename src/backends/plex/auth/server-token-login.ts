import { type ErrorCode, MediafoldError } from '../../../errors.ts';
import type { Candidate, ProbeOutcome, ProbeResult } from '../../../models/connection.ts';
import { serverId, userId } from '../../../models/ids.ts';
import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { probeCandidate } from '../../http/probe.ts';
import { typedCandidates } from '../../http/typed-address.ts';
import { getIdentity, getRootWith } from '../plex-api.ts';
import { serverStatuses } from '../plex-statuses.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';

export interface PlexServerTokenLogin extends LoginContext {
  /** As a person types it: `192.168.1.5`, `plex.example.org:32400`, `https://example.org/plex`. */
  readonly url: string;
  /** Empty for a server that nobody has claimed. */
  readonly token: Secret;
  /** Send the token over plain http to public addresses too. Default false. */
  readonly allowInsecure?: boolean;
}

const operation = 'sign in with a server token';
const timeoutMs = 5_000;

/** Which failure tells most, when no address would do; the error codes are those of the outcome. */
const telling: readonly (readonly [ProbeOutcome, ErrorCode])[] = [
  ['unauthorized', 'unauthorized'],
  ['forbidden', 'forbidden'],
  ['insecure', 'invalid-argument'],
  ['starting', 'unavailable'],
  ['tls', 'untrusted-certificate'],
  ['not-a-media-server', 'protocol'],
  ['http-status', 'unavailable'],
  ['timeout', 'timeout'],
];

function failure(results: readonly ProbeResult[]): MediafoldError {
  for (const [outcome, code] of telling) {
    const found = results.find((result) => result.outcome === outcome);
    if (found !== undefined) return new MediafoldError(code, `${operation}: ${found.reason}`, { operation });
  }
  const reason = results[0]?.reason ?? 'there is no address to try';
  return new MediafoldError('unavailable', `${operation}: ${reason}`, { operation });
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
  { signal }: CallOptions = {},
): Promise<SignedInServer> {
  const { environment, identity, url, token, allowInsecure = false } = options;
  const { clock } = environment;
  const headers = identityHeaders(identity, identity.deviceId);
  const http = createHttpClient({ environment, statuses: serverStatuses, headers, retry: { retries: 0 }, timeoutMs });
  const credential = token.reveal() === '' ? {} : { [tokenHeader]: token.reveal() };

  async function ask(candidate: Candidate): Promise<ProbeResult> {
    let name: string | undefined;
    const result = await probeCandidate(
      candidate,
      {
        whoAreYou: async (base, stop) => {
          const { machineIdentifier, version } = await getIdentity(http, base, stop);
          return { serverId: serverId(machineIdentifier), version };
        },
        isMyCredentialGood: async (base, stop) => {
          name = (await getRootWith(http, base, credential, stop)).friendlyName;
        },
      },
      { clock, allowInsecure },
      { timeoutMs, signal },
    );
    return name === undefined ? result : { ...result, serverName: name };
  }

  const results = await Promise.all(typedCandidates(url, { http: 32_400, https: 32_400 }).map(ask));
  const good = results.filter(({ outcome }) => outcome === 'ok');
  const [best] = good;
  if (best?.serverId === undefined) throw failure(results);
  return {
    type: 'plex',
    name: best.serverName ?? best.serverId,
    serverId: best.serverId,
    userId: userId('owner'),
    deviceId: identity.deviceId,
    credential: { type: 'plex-server-token', token },
    // Two meanings of one text can be two servers.
    candidates: good.filter((result) => result.serverId === best.serverId).map(({ candidate }) => candidate),
  };
}
