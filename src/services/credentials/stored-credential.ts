import type { AuthTokenRepository } from '../../db/repositories/auth-tokens.ts';
import type { SourceRepository } from '../../db/repositories/sources.ts';
import { StorageError, type StorageProblem } from '../../errors.ts';
import type { Credential } from '../../models/credential.ts';
import type { SourceId } from '../../models/ids.ts';

export interface StoredCredential {
  /** Absent when none is stored, or when it cannot be decrypted. */
  readonly credential?: Credential;
  /** Why a person has to sign in again; absent when not, as far as is known. */
  readonly needsSignIn?: string;
}

export interface CredentialStore {
  readonly sources: Pick<SourceRepository, 'needsSignIn'>;
  readonly authTokens: Pick<AuthTokenRepository, 'load'>;
}

const unreadable: readonly StorageProblem[] = ['wrong-key', 'corrupt'];

/** Something is stored, but not for this key or this version (`corrupt`: of a kind that only a newer one knows). */
export const isUnreadable = (error: unknown): error is StorageError =>
  error instanceof StorageError && unreadable.includes(error.problem);

/**
 * What is stored of a source's credential. One that cannot be read is not deleted: the right key may come back.
 *
 * @throws {StorageError} when the database itself cannot be read
 */
export async function storedCredential(
  { sources, authTokens }: CredentialStore,
  id: SourceId,
): Promise<StoredCredential> {
  const reason = await sources.needsSignIn(id);
  const known = reason === undefined ? {} : { needsSignIn: reason };
  try {
    const credential = await authTokens.load(id);
    return credential === undefined
      ? { needsSignIn: reason ?? 'no credential is stored; sign in again' }
      : { credential, ...known };
  } catch (error) {
    if (isUnreadable(error)) return { needsSignIn: error.message };
    throw error;
  }
}
