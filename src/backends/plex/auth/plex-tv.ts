import type { Clock } from '../../../models/clock.ts';
import type { Secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import { createHttpClient, type HttpClient } from '../../http/http-client.ts';
import type { PlexContext, PlexTvOptions } from '../plex-context.ts';
import { plexTvStatuses } from '../plex-statuses.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';
import { eitherHost } from './plex-tv-hosts.ts';
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

export interface PlexTvSetting extends LoginContext, PlexTvOptions {
  /** The device that the account token was made with. */
  readonly deviceId: string;
  readonly retries?: number | undefined;
}

const defaultUrl = 'https://clients.plex.tv';
const defaultFallbackUrl = 'https://plex.tv';
const timeoutMs = 15_000;

export function createPlexTv(setting: PlexTvSetting): PlexTv {
  const { environment, identity, deviceId, plexTvUrl, retries } = setting;
  const base = plexTvUrl ?? defaultUrl;
  const second = setting.plexTvFallbackUrl ?? (plexTvUrl === undefined ? defaultFallbackUrl : undefined);
  const headers = identityHeaders(identity, deviceId);
  const http = createHttpClient({ environment, statuses: plexTvStatuses, headers, timeoutMs, retries });
  return {
    http: second === undefined ? http : eitherHost(http, [base, second], { environment, retries }),
    base,
    clock: environment.clock,
    warn: (message) => environment.logger.warn({}, message),
  };
}

/** As the device that the source's credential was made with. */
export const plexTvOf = (context: PlexContext): PlexTv =>
  createPlexTv({ ...context, deviceId: context.source.deviceId });

export const withToken = (token: Secret): Readonly<Record<string, string>> => ({ [tokenHeader]: token.reveal() });

export interface PinWish extends CallOptions {
  /** The public key of a device that wants a JWT instead of a plain token. */
  readonly jwk?: Readonly<Record<string, unknown>> | undefined;
}

/** `POST /api/v2/pins`. @param strong a long code for the web page instead of one that a person types */
export async function createPin({ http, base }: PlexTv, strong: boolean, { signal, jwk }: PinWish): Promise<Pin> {
  const asked = jwk === undefined ? { query: { strong } } : { json: { jwk, strong } };
  const request = { operation: 'ask for a PIN', base, path: '/api/v2/pins', ...asked, signal };
  // A PIN that nobody heard of does no harm, so a lost answer may be asked for again.
  return (await http.send({ ...request, method: 'POST', schema: pinAnswer, safe: true })).value;
}

export interface PinLook extends CallOptions {
  /** Signed by the key that the PIN was asked for with. */
  readonly deviceJwt?: Secret | undefined;
}

/** Asks once, without a new try: the caller polls. @throws `not-found` when the PIN has run out */
export async function readPin({ http, base }: PlexTv, id: string, { signal, deviceJwt }: PinLook): Promise<Pin> {
  const path = `/api/v2/pins/${encodeURIComponent(id)}`;
  const query = { deviceJWT: deviceJwt?.reveal() };
  const request = { operation: 'check the PIN', base, path, query, schema: pinAnswer, signal };
  return (await http.send({ ...request, retries: 0 })).value;
}

/** Whose token it is (`GET /api/v2/user`). @throws {MediafoldError} `unauthorized` when plex.tv does not know it */
export async function readAccount({ http, base }: PlexTv, token: Secret, options: CallOptions): Promise<AccountAnswer> {
  const request = { operation: 'read the Plex account', base, path: '/api/v2/user', schema: accountAnswer };
  return (await http.send({ ...request, headers: withToken(token), signal: options.signal })).value;
}

const isServer = ({ provides = '' }: Resource): boolean => provides.split(',').some((role) => role.trim() === 'server');

/** Media servers only (`GET /api/v2/resources`). May lack servers and tokens for a moment. */
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
