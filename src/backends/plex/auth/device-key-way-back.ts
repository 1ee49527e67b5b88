import { isMediafoldError } from '../../../errors.ts';
import type { PlexTokenCredential } from '../../../models/credential.ts';
import type { ServerId } from '../../../models/ids.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CredentialUpgrade } from '../../media-backend.ts';
import type { PlexAccount } from './plex-auth.ts';
import { type PlexTv, readAccount } from './plex-tv.ts';
import { serverLadder } from './server-ladder.ts';
import { usableToken } from './server-tokens.ts';

/** What a server says to a credential. */
export type Proof = Awaited<ReturnType<CredentialUpgrade['prove']>>;

/** The sign-in as it is, with what each server says to it. */
export interface OldSignIn {
  readonly credentials: ReadonlyMap<ServerId, PlexTokenCredential>;
  readonly proofs: ReadonlyMap<ServerId, Proof>;
}

export interface WayBack {
  readonly plexTv: PlexTv;
  readonly legacy: Secret;
  /** Absent: the exchange gave none, or its answer was lost. */
  readonly jwt: Secret | undefined;
  readonly old: OldSignIn;
  readonly upgrade: CredentialUpgrade;
}

/**
 * Stores whatever still works after an upgrade that failed half way. Nobody's signal stops it.
 *
 * @returns what is stored now, in words
 * @throws {MediafoldError} `storage`
 */
export async function goBack(way: WayBack): Promise<string> {
  const { old, upgrade } = way;
  // First: the key's token ends the old one, and what is alive a moment after that may not be so for long.
  const plain = await withPlainToken(way);
  if (plain !== undefined) {
    await upgrade.store(plain);
    return 'it did not work out, and a plain sign-in is in its place';
  }
  if (way.jwt === undefined && (await isAlive(way))) {
    await upgrade.store(old.credentials);
    return 'it did not work out, and the old sign-in is back';
  }
  return 'it was not finished; what is stored has the old token and the key, and goes on by itself with what Plex takes';
}

async function isAlive({ plexTv, legacy }: WayBack): Promise<boolean> {
  try {
    await readAccount(plexTv, legacy, {});
    return true;
  } catch {
    // No answer says nothing, and the stored credential can use the old token too.
    return false;
  }
}

/** The plain token that the key leads to, if all servers that were reached before take what it gives. */
async function withPlainToken(way: WayBack): Promise<ReadonlyMap<ServerId, PlexTokenCredential> | undefined> {
  const { plexTv, jwt, old, upgrade } = way;
  if (jwt === undefined) return undefined;
  const account: PlexAccount = { ask: (work) => work(plexTv, jwt) };
  const plain = new Map<ServerId, PlexTokenCredential>();
  try {
    const ladder = serverLadder(account);
    const accountToken = await ladder.plainToken();
    const rows = await ladder.plainServers();
    for (const server of upgrade.servers) {
      const row = rows.find(({ clientIdentifier }) => clientIdentifier === server);
      const token = row === undefined ? undefined : usableToken(row);
      const serverToken = token === undefined ? {} : { serverToken: secret(token) };
      const credential: PlexTokenCredential = { type: 'plex-token', accountToken, ...serverToken };
      if (old.proofs.get(server) === 'taken' && (await upgrade.prove(server, credential)) !== 'taken') return undefined;
      plain.set(server, credential);
    }
    return plain;
  } catch (error) {
    if (isMediafoldError(error)) return undefined;
    throw error;
  }
}
