import { type ErrorFacts, MediafoldError, ProtocolError } from '../../errors.ts';
import type { Candidate } from '../../models/connection.ts';
import { type ServerId, serverId } from '../../models/ids.ts';
import type { HttpClient } from '../http/http-client.ts';
import { withoutSecrets } from '../http/redact.ts';
import { candidateOf } from '../http/typed-address.ts';
import { publicInfo } from './jellyfin-api.ts';
import type { WirePublicInfo } from './jellyfin-wire.ts';

/** Who answered at an address. */
export interface JellyfinServer {
  readonly serverId: ServerId;
  readonly name: string;
  readonly version: string;
  /** What the server believes to be its own address: a hint, often one inside a container. */
  readonly localAddress: string | undefined;
}

const productName = 'Jellyfin Server';

/**
 * @throws {MediafoldError} `unsupported` for an Emby server; `protocol` for what is no media server at all; `unavailable` while
 *   it is starting and does not know its own id yet
 */
export function readPublicInfo(info: WirePublicInfo, base: string): JellyfinServer {
  const operation = 'ask which server it is';
  const told = (explanation: string): [string, ErrorFacts] => [
    `${operation}: ${withoutSecrets(base)}: ${explanation}`,
    { operation, explanation },
  ];
  const product = info.productname ?? '';
  // Emby has the same path and most of the same fields, and older ones say no product name.
  if (/emby/i.test(product) || (product === '' && /^[34]\./.test(info.version ?? ''))) {
    throw new MediafoldError('unsupported', ...told('it is an Emby server, not a Jellyfin server'));
  }
  if (product !== productName) {
    const [message, facts] = told('it answers, but it is not a Jellyfin server');
    throw new ProtocolError(message, [], facts);
  }
  if (info.id === undefined || info.version === undefined) {
    throw new MediafoldError('unavailable', ...told('the server is starting; try again shortly'));
  }
  return {
    serverId: serverId(info.id),
    name: info.servername ?? 'Jellyfin',
    version: info.version,
    localAddress: info.localaddress,
  };
}

/** Anonymous. One try when `signal` bounds it, as in a probe; see `retries`. */
export async function askServer(
  client: HttpClient,
  base: string,
  options: { readonly signal?: AbortSignal | undefined; readonly retries?: number; readonly timeoutMs?: number },
): Promise<JellyfinServer> {
  const { value } = await client.send({ ...publicInfo(base), ...options });
  return readPublicInfo(value, base);
}

/** The address that the server names, with its base path; none when it is no http address. */
export function advertisedCandidates(server: JellyfinServer): readonly Candidate[] {
  const { localAddress = '' } = server;
  if (!/^https?:\/\//i.test(localAddress) || !URL.canParse(localAddress)) return [];
  return [candidateOf(new URL(localAddress), 'server')];
}
