import * as z from 'zod/mini';
import { type ErrorCode, isMediafoldError, type MediafoldError } from '../../../errors.ts';
import type { PlexDeviceKeyCredential } from '../../../models/credential.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { id } from '../../http/wire-readers.ts';
import { factsOf, type PublicJwk, signDeviceJwt } from './device-key.ts';
import { alreadyRegistered, exchangeStatuses, registerStatuses } from './device-key-statuses.ts';
import type { PlexTime } from './device-key-time.ts';
import { type PlexTv, withToken } from './plex-tv.ts';

/** What plex.tv knows a device by. */
export interface Device {
  /** From {@link timed}, so that `time` follows its answers. */
  readonly plexTv: PlexTv;
  readonly time: PlexTime;
  /** The client identifier as plex.tv receives it. */
  readonly clientId: string;
  readonly key: Pick<PlexDeviceKeyCredential, 'keyId' | 'privateJwk'>;
}

/** The seven-day token of a device key. */
export interface AccountJwt {
  readonly token: Secret;
  /** Epoch milliseconds on plex.tv's clock. Absent when the token does not say. */
  readonly expiresAt?: number;
}

const nonceAnswer: z.ZodMiniType<{ readonly nonce: string }> = z.object({ nonce: id });
/** Snake case here, camel case on PINs. */
const tokenAnswer: z.ZodMiniType<{ readonly auth_token: string }> = z.object({ auth_token: id });

const operation = 'get a token for the device key';
const scope = 'username,email,friendly_name,restricted,anonymous,joinedAt';

/** A proof that this device holds the key, for the moment that plex.tv says it is. */
export function proofOf({ time, plexTv, clientId, key }: Device, nonce?: string): Promise<Secret> {
  const now = time.now() ?? plexTv.clock.now();
  return signDeviceJwt(key, { clientId, now, ...(nonce === undefined ? {} : { nonce, scope }) });
}

async function exchangeOnce(device: Device, { signal }: CallOptions): Promise<AccountJwt> {
  const { http, base } = device.plexTv;
  const asked = { operation, base, signal };
  // Whatever is said here is not about the key: it was not shown yet.
  const { nonce } = (await http.send({ ...asked, path: '/api/v2/auth/nonce', schema: nonceAnswer })).value;
  const json = { jwt: (await proofOf(device, nonce)).reveal() };
  const request = { ...asked, method: 'POST', path: '/api/v2/auth/token', schema: tokenAnswer, json } as const;
  const token = secret((await http.send({ ...request, statuses: exchangeStatuses })).value.auth_token);
  const { expiresAt, issuedAt } = factsOf(token);
  if (issuedAt !== undefined && device.time.now() === undefined) device.time.tell(issuedAt);
  return { token, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** Answers that got lost: the nonce is used up. */
const lost: ReadonlySet<string> = new Set<ErrorCode>(['timeout', 'unavailable', 'protocol']);

/** A nonce is also too old after a long pause: with another one it may be right. */
const deservesAnother = ({ code, status }: MediafoldError): boolean =>
  lost.has(code) || (status === 422 && code !== 'conflict');

/**
 * A fresh token, whatever became of the one before (`GET /api/v2/auth/nonce`, `POST /api/v2/auth/token`). The first one
 * of a device ends its legacy token.
 *
 * @throws {MediafoldError} `unauthorized` when plex.tv does not take the key, `conflict` when another device has it,
 *   `rate-limited` when plex.tv wants fewer of these: not a sign-out; and network trouble
 */
export async function exchangeDeviceKey(device: Device, options: CallOptions = {}): Promise<AccountJwt> {
  try {
    return await exchangeOnce(device, options);
  } catch (error) {
    if (!isMediafoldError(error) || !deservesAnother(error)) throw error;
    return exchangeOnce(device, options);
  }
}

/**
 * Makes a key known at plex.tv (`POST /api/v2/auth/jwk`). The legacy token lives on until the first exchange.
 *
 * @param legacyToken given to the same client identifier
 * @throws {MediafoldError} `conflict` when another device has the key
 */
export async function registerDeviceKey(
  { http, base }: PlexTv,
  legacyToken: Secret,
  jwk: PublicJwk,
  { signal }: CallOptions = {},
): Promise<void> {
  const request = { operation: 'register the device key', base, path: '/api/v2/auth/jwk', json: { jwk }, signal };
  const headers = withToken(legacyToken);
  try {
    await http.send({ ...request, method: 'POST', headers, statuses: registerStatuses, safe: true });
  } catch (error) {
    // By ourselves, with an answer that got lost.
    if (!isMediafoldError(error) || !error.explanation?.endsWith(alreadyRegistered)) throw error;
  }
}
