import type { Catalogue } from '../../db/open-catalogue.ts';
import type { Credential, CredentialType } from '../../models/credential.ts';
import { Secret } from '../../models/secret.ts';
import type { Source } from '../../models/source.ts';
import { storedCredential } from './stored-credential.ts';

export type SharedStore = Pick<Catalogue, 'sources' | 'authTokens'>;

const sameSession = (a: Source, b: Source): boolean =>
  a.type === b.type && a.userId === b.userId && a.deviceId === b.deviceId;

/**
 * The other sources that live on the same credential: servers of one account that were linked by one login. A source
 * whose credential is gone or known to be dead does not live on any.
 *
 * @param type of the source's own credential
 */
export async function livingOnSame(
  store: SharedStore,
  source: Source,
  type: CredentialType,
): Promise<readonly Source[]> {
  const living: Source[] = [];
  for (const other of await store.sources.list()) {
    if (other.id === source.id || !sameSession(other, source)) continue;
    const { credential, needsSignIn } = await storedCredential(store, other.id);
    if (credential?.type === type && needsSignIn === undefined) living.push(other);
  }
  return living;
}

/** The same, and those of another login or kind that hold one of its tokens: whoever would be signed out with the source. */
export async function livingOnCredential(
  store: SharedStore,
  source: Source,
  credential: Credential,
): Promise<readonly Source[]> {
  const living: Source[] = [];
  for (const other of await store.sources.list()) {
    if (other.id === source.id) continue;
    const { credential: its, needsSignIn } = await storedCredential(store, other.id);
    if (its === undefined || needsSignIn !== undefined) continue;
    if ((its.type === credential.type && sameSession(other, source)) || shareSecret(its, credential))
      living.push(other);
  }
  return living;
}

/** Whether ending one would end the other too: they hold the same token, whatever device they name. */
export function shareSecret(a: Credential, b: Credential): boolean {
  const secretsOf = (credential: Credential): readonly Secret[] =>
    Object.values(credential).filter((value) => value instanceof Secret);
  const others = secretsOf(b);
  return secretsOf(a).some((one) => others.some((other) => one.equals(other)));
}
