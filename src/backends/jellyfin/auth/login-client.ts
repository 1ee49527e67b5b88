import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { type AnsweringServer, findServer, type TypedServer } from '../../http/find-server.ts';
import { createHttpClient, type HttpClient } from '../../http/http-client.ts';
import { serverEnvironment } from '../../http/server-environment.ts';
import { jellyfinPorts } from '../jellyfin-addresses.ts';
import { advertisedCandidates, askServer, type JellyfinServer } from '../jellyfin-connections.ts';
import { jellyfinStatuses } from '../jellyfin-statuses.ts';

/** For requests of a login, which carry what they need themselves. */
export function loginClient(context: LoginContext): HttpClient {
  return createHttpClient({ environment: serverEnvironment(context), statuses: jellyfinStatuses, headers: {} });
}

export interface ReachedServer extends AnsweringServer<JellyfinServer> {
  readonly client: HttpClient;
}

/** The first step of every login: the server at the address that was typed. Its own address is the last candidate. */
export async function reachServer(options: LoginContext & TypedServer, call: CallOptions = {}): Promise<ReachedServer> {
  const { environment } = options;
  const client = loginClient(options);
  const found = await findServer(
    {
      vendor: 'Jellyfin',
      ports: jellyfinPorts,
      clock: environment.clock,
      whoAreYou: (base, bounds) => askServer(client, base, { ...bounds, retries: 0 }),
    },
    options,
    call,
  );
  const known = new Set(found.candidates.map(({ uri }) => uri));
  const advertised = advertisedCandidates(found.server).filter(({ uri }) => !known.has(uri));
  return { ...found, client, candidates: [...found.candidates, ...advertised] };
}
