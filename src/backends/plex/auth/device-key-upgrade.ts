import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { cancelled } from '../../../models/clock.ts';
import type { Credential, PlexDeviceKeyCredential, PlexTokenCredential } from '../../../models/credential.ts';
import type { ServerId } from '../../../models/ids.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { CredentialUpgrade } from '../../media-backend.ts';
import type { PlexContext } from '../plex-context.ts';
import { type DeviceKey, makeDeviceKey } from './device-key.ts';
import { createPlexTime, timed } from './device-key-time.ts';
import { type AccountJwt, exchangeDeviceKey, registerDeviceKey } from './device-key-token.ts';
import { goBack, type OldSignIn, type Proof } from './device-key-way-back.ts';
import { switchHomeUser } from './home-requests.ts';
import type { PlexAccount } from './plex-auth.ts';
import { clientIdOf } from './plex-headers.ts';
import { type PlexTv, plexTvOf, readAccount } from './plex-tv.ts';
import { serverLadder } from './server-ladder.ts';
import { lookUpServers, usableToken } from './server-tokens.ts';

const operation = 'exchange the sign-in for a device key';

/**
 * Exchanges an account's plain token for a key of this device, for all sources that live on the token.
 *
 * The first token of a device key ends the plain one, so everything that can be tried before is tried before: what the
 * servers say now, and the switch by which they will get their tokens later. Then a credential is stored that works with
 * the old token and with the key, and only then the key is used. If a server does not take what comes of it, the sign-in
 * goes back to whatever still works.
 *
 * @throws {MediafoldError} before anything has changed: `unavailable` when no server can be reached to prove anything,
 *   `unsupported` for a token that another app got, and what plex.tv throws (`forbidden` when a PIN protects the own user,
 *   `rate-limited`). Afterwards: `conflict`, which says what is stored now, and `storage`. `cancelled` either way, when
 *   nothing has changed or everything is as `conflict` leaves it
 */
export async function upgradeToDeviceKey(
  current: Credential,
  context: PlexContext,
  upgrade: CredentialUpgrade,
  options: CallOptions = {},
): Promise<void> {
  if (current.type !== 'plex-token') {
    const says = 'only a plain token of an account can be exchanged';
    throw new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
  }
  const { clock } = context.environment;
  const time = createPlexTime(clock);
  const plexTv = timed(plexTvOf(context), time);
  const legacy = current.accountToken;

  const old = await asItIs(plexTv, current, context, upgrade, options);
  await rehearse(plexTv, legacy, options);
  const key = await makeDeviceKey();
  await registerDeviceKey(plexTv, legacy, key.publicJwk, options).catch((error: unknown) => {
    throw isMediafoldError(error) && error.status === 422 && error.remedy === 'sign-in-again' ? notOurs() : error;
  });

  const staged = mapped(old.credentials, ({ serverToken }) => ({ ...withKey(key, serverToken), legacyToken: legacy }));
  await upgrade.store(staged);
  const device = { plexTv, time, clientId: clientIdOf(context.source.deviceId), key };
  const jwts: AccountJwt[] = [];
  let final: ReadonlyMap<ServerId, PlexDeviceKeyCredential>;
  try {
    const jwt = await exchangeDeviceKey(device, options);
    jwts.push(jwt);
    final = await proven(await withServerTokens(plexTv, key, jwt, upgrade.servers, options), old, upgrade);
  } catch (cause) {
    // Whatever it was, an abort too: the sign-in must not stay half way.
    const stays = await goBack({ plexTv, legacy, jwt: jwts[0]?.token, old, upgrade });
    if (options.signal?.aborted) throw cancelled(operation);
    const why = isMediafoldError(cause) ? (cause.explanation ?? cause.code) : 'an unexpected failure';
    throw new MediafoldError('conflict', `${operation}: ${stays} (${why})`, { operation });
  }
  await upgrade.store(final);
}

/** plex.tv knew the token a moment ago: what it misses is that this client got it. */
function notOurs(): MediafoldError {
  const says = 'this token was given to another app. Sign in with a PIN and a device key instead';
  return new MediafoldError('unsupported', `${operation}: ${says}`, { operation, status: 422 });
}

/** Which tokens the servers take from the account today, asked of the servers themselves. */
async function asItIs(
  plexTv: PlexTv,
  current: PlexTokenCredential,
  { source }: PlexContext,
  { servers, prove }: CredentialUpgrade,
  { signal }: CallOptions,
): Promise<OldSignIn> {
  const { accountToken } = current;
  const listed = await lookUpServers(plexTv, accountToken, (rows) => rows.length > 0, { signal });
  const credentials = new Map<ServerId, PlexTokenCredential>();
  const proofs = new Map<ServerId, Proof>();
  for (const server of servers) {
    const row = listed.find(({ clientIdentifier }) => clientIdentifier === server);
    const given = row === undefined ? undefined : usableToken(row);
    const own = server === source.serverId ? current.serverToken : undefined;
    const serverToken = own ?? (given === undefined ? undefined : secret(given));
    const credential: PlexTokenCredential = {
      type: 'plex-token',
      accountToken,
      ...(serverToken === undefined ? {} : { serverToken }),
      ...marks(current),
    };
    credentials.set(server, credential);
    proofs.set(server, serverToken === undefined ? 'refused' : await prove(server, credential));
  }
  if ([...proofs.values()].includes('taken')) return { credentials, proofs };
  const says = 'no server of this account can be reached to try it out; nothing was changed';
  throw new MediafoldError('unavailable', `${operation}: ${says}`, { operation });
}

const marks = ({
  isBorrowed,
  isProfile,
}: PlexTokenCredential): Pick<PlexTokenCredential, 'isBorrowed' | 'isProfile'> => ({
  ...(isBorrowed && { isBorrowed }),
  ...(isProfile && { isProfile }),
});

/** Without this way, servers that the account owns would take nothing any more. */
async function rehearse(plexTv: PlexTv, legacy: Secret, { signal }: CallOptions): Promise<void> {
  const { uuid = '' } = await readAccount(plexTv, legacy, { signal });
  await switchHomeUser(plexTv, legacy, uuid, { signal });
}

const withKey = ({ keyId, privateJwk }: DeviceKey, serverToken: Secret | undefined): PlexDeviceKeyCredential => ({
  type: 'plex-device-key',
  keyId,
  privateJwk,
  ...(serverToken === undefined ? {} : { serverToken }),
});

async function withServerTokens(
  plexTv: PlexTv,
  key: DeviceKey,
  { token, expiresAt }: AccountJwt,
  servers: readonly ServerId[],
  options: CallOptions,
): Promise<ReadonlyMap<ServerId, PlexDeviceKeyCredential>> {
  const account: PlexAccount = { ask: (work) => work(plexTv, token) };
  const ladder = serverLadder(account, options);
  const made = new Map<ServerId, PlexDeviceKeyCredential>();
  for (const server of servers) {
    let serverToken: Secret | undefined;
    for await (const rung of ladder.rungs(server)) {
      // The last rung is the JWT itself, which is never a server's.
      if (rung.name !== 'account-token') serverToken = rung.token;
      break;
    }
    const end = expiresAt === undefined ? {} : { accountTokenExpiresAt: expiresAt };
    made.set(server, { ...withKey(key, serverToken), accountToken: token, ...end });
  }
  return made;
}

/** No server may be worse off than before. */
async function proven(
  credentials: ReadonlyMap<ServerId, PlexDeviceKeyCredential>,
  { proofs }: OldSignIn,
  { prove }: CredentialUpgrade,
): Promise<ReadonlyMap<ServerId, PlexDeviceKeyCredential>> {
  for (const [server, credential] of credentials) {
    const before = proofs.get(server);
    const now = credential.serverToken === undefined ? 'refused' : await prove(server, credential);
    if (now === 'taken' || now === before || before === 'refused') continue;
    const explanation =
      now === 'away' ? 'a server cannot be reached any more' : 'a server does not take the new sign-in';
    throw new MediafoldError('conflict', `${operation}: ${explanation}`, { operation, explanation });
  }
  return credentials;
}

const mapped = <From, To extends Credential>(
  map: ReadonlyMap<ServerId, From>,
  change: (value: From) => To,
): ReadonlyMap<ServerId, To> => new Map([...map].map(([server, value]) => [server, change(value)]));
