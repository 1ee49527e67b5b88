import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { MediafoldError } from '../../../errors.ts';
import type { PlexDeviceKeyCredential } from '../../../models/credential.ts';
import { type Secret, secret } from '../../../models/secret.ts';

/** What plex.tv keeps of a device's key. */
export type PublicJwk = Readonly<Record<'kty' | 'crv' | 'x' | 'kid' | 'alg' | 'use', string>>;

export interface DeviceKey {
  /** The key's thumbprint (RFC 7638). */
  readonly keyId: string;
  readonly privateJwk: Secret;
  readonly publicJwk: PublicJwk;
}

const algorithm = 'EdDSA';
const lifeSeconds = 300;

/**
 * An Ed25519 key pair of this device. Made with WebCrypto, so it works in browsers too.
 *
 * @throws {MediafoldError} `unsupported` where the platform has no Ed25519
 */
export async function makeDeviceKey(): Promise<DeviceKey> {
  const operation = 'make a device key';
  try {
    const pair = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
    const { kty, crv, x = '' } = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint({ kty, crv, x } as JWK);
    const privateJwk = { ...(await exportJWK(pair.privateKey)), kid, alg: algorithm };
    return {
      keyId: kid,
      privateJwk: secret(JSON.stringify(privateJwk)),
      publicJwk: { kty: kty ?? 'OKP', crv: crv ?? 'Ed25519', x, kid, alg: algorithm, use: 'sig' },
    };
  } catch {
    const says = 'this platform cannot make Ed25519 keys; sign in with a plain PIN instead';
    throw new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
  }
}

export interface DeviceClaims {
  /** The client identifier as plex.tv receives it. */
  readonly clientId: string;
  /** Epoch milliseconds on plex.tv's clock, as well as it is known. */
  readonly now: number;
  /** Not needed to collect a PIN's token. */
  readonly nonce?: string | undefined;
  /** Which facts about the person the token shall name, with commas. It decides nothing about access. */
  readonly scope?: string | undefined;
}

/**
 * What a device proves itself with, good for five minutes.
 *
 * @throws {MediafoldError} `unauthorized` when the stored key cannot be read: only a new sign-in makes another
 */
export async function signDeviceJwt(
  key: Pick<PlexDeviceKeyCredential, 'keyId' | 'privateJwk'>,
  { clientId, now, nonce, scope }: DeviceClaims,
): Promise<Secret> {
  const issuedAt = Math.floor(now / 1000);
  const claims = { ...(nonce === undefined ? {} : { nonce }), ...(scope === undefined ? {} : { scope }) };
  try {
    const privateKey = await importJWK(JSON.parse(key.privateJwk.reveal()) as JWK, algorithm);
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid: key.keyId, typ: 'JWT' })
      .setAudience('plex.tv')
      .setIssuer(clientId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifeSeconds)
      .sign(privateKey);
    return secret(signed);
  } catch {
    const operation = 'sign with the device key';
    const says = 'the stored key cannot be used; sign in again';
    throw new MediafoldError('unauthorized', `${operation}: ${says}`, { operation });
  }
}

/** What a token of plex.tv says about itself. */
export interface TokenFacts {
  /** Epoch milliseconds on plex.tv's clock. */
  readonly expiresAt?: number;
  /** When plex.tv made it, epoch milliseconds on its clock. */
  readonly issuedAt?: number;
  /** Of the user whom it stands for. */
  readonly userUuid?: string;
}

/** Epoch seconds that a calendar has; others could not even be stored. */
const isMoment = (seconds: unknown): seconds is number =>
  typeof seconds === 'number' && seconds > 0 && seconds <= 8_640_000_000_000;

/** Nothing is verified: it came from plex.tv itself. Empty for a token that is no JWT, and for claims that are missing. */
export function factsOf(token: Secret): TokenFacts {
  try {
    const { exp, iat, user } = decodeJwt<{ user?: { uuid?: unknown } | null }>(token.reveal());
    const uuid = user?.uuid;
    return {
      ...(isMoment(exp) ? { expiresAt: exp * 1000 } : {}),
      ...(isMoment(iat) ? { issuedAt: iat * 1000 } : {}),
      ...(typeof uuid === 'string' && uuid !== '' ? { userUuid: uuid } : {}),
    };
  } catch {
    return {};
  }
}
