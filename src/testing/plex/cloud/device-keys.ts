import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../models/clock.ts';
import type { Accounts, MockPlexUser } from '../accounts.ts';
import { hexOf } from '../rows/tags.ts';
import { seconds } from '../wire.ts';

export interface RegisteredKey {
  readonly jwk: JWK;
  readonly user: MockPlexUser;
}

const nonceLifeMs = 300_000;
const tokenLifeSeconds = 7 * 86_400;

/** The JWT side of plex.tv: keys of devices, nonces, and the tokens that are given for them. */
export interface DeviceKeys {
  /** The public keys that tokens are signed with. */
  readonly published: JWK;
  /** Answer 429 to everybody who wants a nonce. */
  limitsNonces: boolean;
  /**
   * One key for each device; a new one takes the place of the old.
   *
   * @returns `known`: this device has it already; `taken`: another one has it, and nothing changed
   */
  register(clientId: string, jwk: JWK, user: MockPlexUser): 'new' | 'known' | 'taken';
  /** Forgets the device's key. */
  remove(clientId: string): void;
  nonce(clientId: string): string;
  /** Checks what a device signed. @returns the claims, or undefined when anything is wrong */
  verify(clientId: string, jwk: JWK, deviceJwt: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  registered(clientId: string): RegisteredKey | undefined;
  /** Uses a nonce up. @returns false: unknown, used, or too old */
  useNonce(clientId: string, nonce: unknown): boolean;
  /** A token for seven days. The first one of a key ends the legacy tokens of its client. */
  issue(clientId: string, key: RegisteredKey): Promise<string>;
  isExpired(token: string): boolean;
}

const isJwt = (token: string): boolean => token.startsWith('eyJ');

export async function createDeviceKeys(seed: number, accounts: Accounts, clock: Clock): Promise<DeviceKeys> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const kid = hexOf(`signing key ${seed}`, 16);
  const published: JWK = { ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  const keys = new Map<string, RegisteredKey>();
  const nonces = new Map<string, { readonly clientId: string; readonly until: number }>();
  const ends = new Map<string, number>();
  const used = new Set<string>();
  let issued = 0;

  return {
    published,
    limitsNonces: false,
    register: (clientId, jwk, user) => {
      const holder = [...keys].find(([, known]) => known.jwk.kid === jwk.kid)?.[0];
      if (holder !== undefined) return holder === clientId ? 'known' : 'taken';
      keys.set(clientId, { jwk, user });
      return 'new';
    },
    remove: (clientId) => {
      keys.delete(clientId);
    },
    registered: (clientId) => keys.get(clientId),
    nonce: (clientId) => {
      issued += 1;
      const nonce = hexOf(`nonce ${seed} ${issued}`, 32);
      nonces.set(nonce, { clientId, until: clock.now() + nonceLifeMs });
      return nonce;
    },
    useNonce: (clientId, nonce) => {
      const known = typeof nonce === 'string' ? nonces.get(nonce) : undefined;
      if (known === undefined || typeof nonce !== 'string') return false;
      nonces.delete(nonce);
      return known.clientId === clientId && known.until > clock.now();
    },
    verify: async (clientId, jwk, deviceJwt) => {
      try {
        const key = await importJWK(jwk, jwk.alg ?? 'EdDSA');
        const now = new Date(clock.now());
        const checked = await jwtVerify(deviceJwt, key, { issuer: clientId, audience: 'plex.tv', currentDate: now });
        // One from the future is as wrong as one that is over.
        const isTimely = (checked.payload.iat ?? 0) <= seconds(clock.now()) + 60;
        return isTimely && checked.protectedHeader.kid === jwk.kid ? checked.payload : undefined;
      } catch {
        return undefined;
      }
    },
    issue: async (clientId, { jwk, user }) => {
      issued += 1;
      const now = seconds(clock.now());
      const claims = { nonce: String(issued), thumbprint: jwk.kid, user: { id: user.id, uuid: user.uuid } };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer('plex.tv')
        .setAudience(['plex.tv', clientId])
        .setIssuedAt(now)
        .setExpirationTime(now + tokenLifeSeconds)
        .sign(pair.privateKey);
      if (!used.has(jwk.kid ?? '')) accounts.revokeWhere((grant, old) => grant.clientId === clientId && !isJwt(old));
      used.add(jwk.kid ?? '');
      accounts.register(token, { user, clientId });
      ends.set(token, (now + tokenLifeSeconds) * 1000);
      return token;
    },
    isExpired: (token) => (ends.get(token) ?? Number.POSITIVE_INFINITY) <= clock.now(),
  };
}
