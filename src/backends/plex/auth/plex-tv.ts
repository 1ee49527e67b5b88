import type { Clock } from '../../../models/clock.ts';
import type { Secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { createHttpClient, type HttpClient } from '../../http/http-client.ts';
import type { PlexContext } from '../plex-context.ts';
import { plexTvStatuses } from '../plex-statuses.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';
import {
  type AccountAnswer,
  accountAnswer,
  type Pin,
  pinAnswer,
  type Resource,
  resourceRow,
  resourcesAnswer,
} from './plex-tv-wire.ts';

/** The account service. Nothing of it goes to a media server, and no server's token to it. */
export interface PlexTv {
  readonly http: HttpClient;
  readonly base: string;
  readonly clock: Clock;
  /** Told when a device of the account cannot be read. */
  readonly warn: (message: string) => void;
}

export interface PlexTvSetting extends LoginContext {
  readonly plexTvUrl?: string | undefined;
  /** The device that the account token was made with. */
  readonly deviceId: string;
  readonly retries?: number | undefined;
}

const defaultUrl = 'https://clients.plex.tv';
const timeoutMs = 15_000;

export function createPlexTv(setting: PlexTvSetting): PlexTv {
  const { environment, identity, deviceId, plexTvUrl: base = defaultUrl, retries } = setting;
  const headers = identityHeaders(identity, deviceId);
  return {
    http: createHttpClient({ environment, statuses: plexTvStatuses, headers, timeoutMs, retries }),
    base,
    clock: environment.clock,
    warn: (message) => environment.logger.warn({}, message),
  };
}

/** As the device that the source's credential was made with. */
export const plexTvOf = (context: PlexContext): PlexTv =>
  createPlexTv({ ...context, deviceId: context.source.deviceId });

const withToken = (token: Secret): Readonly<Record<string, string>> => ({ [tokenHeader]: token.reveal() });

/** @param strong a long code for the web page instead of one that a person types */
export async function createPin({ http, base }: PlexTv, strong: boolean, { signal }: CallOptions): Promise<Pin> {
  const request = { operation: 'ask for a PIN', base, path: '/api/v2/pins', query: { strong }, signal };
  // A PIN that nobody heard of does no harm, so a lost answer may be asked for again.
  return (await http.send({ ...request, method: 'POST', schema: pinAnswer, safe: true })).value;
}

/** Asks once, without a new try: the caller polls. @throws `not-found` when the PIN has run out */
export async function readPin({ http, base }: PlexTv, id: string, { signal }: CallOptions): Promise<Pin> {
  const path = `/api/v2/pins/${encodeURIComponent(id)}`;
  return (await http.send({ operation: 'check the PIN', base, path, schema: pinAnswer, signal, retries: 0 })).value;
}

export async function readAccount({ http, base }: PlexTv, token: Secret, options: CallOptions): Promise<AccountAnswer> {
  const request = { operation: 'read the Plex account', base, path: '/api/v2/user', schema: accountAnswer };
  return (await http.send({ ...request, headers: withToken(token), signal: options.signal })).value;
}

const isServer = ({ provides = '' }: Resource): boolean => provides.split(',').some((role) => role.trim() === 'server');

/** Media servers only. May lack servers and tokens for a moment. */
export async function listServers(plexTv: PlexTv, token: Secret, options: CallOptions): Promise<readonly Resource[]> {
  const { http, base, warn } = plexTv;
  const query = { includeHttps: 1, includeRelay: 1, includeIPv6: 1 };
  const request = { operation: 'list the servers of the account', base, path: '/api/v2/resources', query };
  const headers = withToken(token);
  const answer = await http.send({ ...request, schema: resourcesAnswer, headers, signal: options.signal });
  return answer.value.flatMap((row) => {
    const read = resourceRow.safeParse(row);
    if (!read.success) {
      warn('a device of the account could not be read');
      return [];
    }
    return isServer(read.data) ? [read.data] : [];
  });
}
