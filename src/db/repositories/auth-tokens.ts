import type { Kysely } from 'kysely';
import type { AuthTokenStore } from '../../models/auth-token-store.ts';
import { type Credential, type CredentialType, credentialTypes } from '../../models/credential.ts';
import type { SourceId } from '../../models/ids.ts';
import { credentialUse, decodeCredential, encodeCredential } from '../credential-codec.ts';
import { tryTo } from '../keys/re-encrypt.ts';
import { movedOn } from '../moved-on.ts';
import type { Database } from '../open-database.ts';
import type { Schema } from '../schema.ts';
import type { Sealing } from '../sealing.ts';
import type { Binding } from '../token-cipher.ts';

/** A write that is ready, for a transaction of the caller. */
export type PreparedWrite = (transaction: Kysely<Schema>) => Promise<void>;

/** What is known of a credential without its key; absent for one that an older release stored. */
export interface CredentialSummary {
  readonly type?: CredentialType;
  /** Epoch milliseconds: when a person signed in, not when it was renewed. */
  readonly signedInAt?: number;
  /** Epoch milliseconds: when it was stored, renewed or exchanged last. Another one after each of them. */
  readonly savedAt: number;
}

/** Of what kind the last sign-in was. Stays when its credential is removed, or a refused part of it is forgotten. */
export interface LastSignIn {
  readonly type: CredentialType;
  /** Of a member of somebody's Plex Home. */
  readonly isProfile?: true;
}

/** How a credential came to be stored. A renewal is no sign-in, and its credential may be less than what was signed in with. */
export interface SaveFacts {
  readonly isSignIn?: boolean;
  readonly isRenewal?: boolean;
}

/** The credentials of the sources, encrypted. */
export interface AuthTokenRepository extends AuthTokenStore {
  /** @throws {StorageError} `wrong-key` when it is there and cannot be decrypted */
  load(id: SourceId): Promise<Credential | undefined>;
  /** A new credential also ends the source's need for a sign-in. @throws {MediafoldError} `not-found` */
  save(id: SourceId, credential: Credential): Promise<void>;
  /**
   * What was renewed of a credential. Not stored when the person has signed out, signed in anew, or exchanged it for one of
   * another kind since: a process that knows nothing of that must not undo it.
   *
   * @param before its `summary` when it was loaded
   * @returns the new summary; undefined when it was not stored
   */
  saveRenewed(
    id: SourceId,
    credential: Credential,
    before: CredentialSummary | undefined,
  ): Promise<CredentialSummary | undefined>;
  /**
   * All or none, in one transaction.
   *
   * @param before their summaries: nothing is stored when one of them is another by now. Absent: whatever they are
   * @returns whether they were stored
   * @throws {MediafoldError} `not-found` when one of the sources is not there
   */
  saveAll(
    credentials: ReadonlyMap<SourceId, Credential>,
    before?: ReadonlyMap<SourceId, CredentialSummary>,
  ): Promise<boolean>;
  /** `undefined` when nothing is stored. Needs no key. */
  summary(id: SourceId): Promise<CredentialSummary | undefined>;
  /** `undefined` when there was none, or only an older release knew its kind. Needs no key. */
  lastSignIn(id: SourceId): Promise<LastSignIn | undefined>;
  /** For work in the source's turn (see `Sealing`). Encrypts now, outside of any transaction, and gives the write itself. */
  prepareSave(id: SourceId, credential: Credential, facts?: SaveFacts): Promise<PreparedWrite>;
}

/** @param onlyIfUnknown for what is no sign-in: fills what an older release did not say, and changes nothing else */
async function remember(
  by: Kysely<Schema>,
  id: SourceId,
  credential: Credential,
  onlyIfUnknown: boolean,
): Promise<void> {
  const isProfile = 'isProfile' in credential && credential.isProfile === true;
  const update = by
    .updateTable('source')
    .set({ last_credential_type: credential.type, last_is_profile: isProfile ? 1 : 0 })
    .where('id', '=', id);
  await (onlyIfUnknown ? update.where('last_is_profile', 'is', null) : update).execute();
}

const bindingOf = (sid: SourceId): Binding => ({ sid, use: credentialUse });

export function createAuthTokenRepository({ kysely, clock }: Database, sealing: Sealing): AuthTokenRepository {
  const prepareSave: AuthTokenRepository['prepareSave'] = async (id, credential, facts = {}) => {
    const { isSignIn = false, isRenewal = false } = facts;
    const sealed = await sealing.seal(encodeCredential(credential), bindingOf(id));
    return async (transaction) => {
      const now = clock.now();
      const values = { ...(await sealed(transaction)), credential_type: credential.type, updated_at: now };
      await transaction
        .insertInto('auth_token')
        .values({ source_id: id, ...values, signed_in_at: now })
        .onConflict((conflict) =>
          conflict.column('source_id').doUpdateSet({
            ...values,
            updated_at: movedOn('auth_token.updated_at', now),
            ...(isSignIn ? { signed_in_at: movedOn('auth_token.signed_in_at', now) } : {}),
          }),
        )
        .execute();
      await transaction.updateTable('source').set({ needs_sign_in_reason: null }).where('id', '=', id).execute();
      await remember(transaction, id, credential, isRenewal);
    };
  };

  async function summary(id: SourceId, by: Kysely<Schema> = kysely): Promise<CredentialSummary | undefined> {
    const row = await by
      .selectFrom('auth_token')
      .select(['credential_type', 'signed_in_at', 'updated_at'])
      .where('source_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const type = credentialTypes.find((known) => known === row.credential_type);
    return {
      ...(type === undefined ? {} : { type }),
      ...(row.signed_in_at === null ? {} : { signedInAt: row.signed_in_at }),
      savedAt: row.updated_at,
    };
  }

  async function load(id: SourceId): Promise<Credential | undefined> {
    const text = await sealing.unseal(bindingOf(id), () =>
      kysely
        .selectFrom('auth_token')
        .select(['ciphertext', 'key_id', 'key_provider'])
        .where('source_id', '=', id)
        .executeTakeFirst(),
    );
    return text === undefined ? undefined : decodeCredential(text);
  }

  const lastSignInRow = (id: SourceId) =>
    kysely
      .selectFrom('source')
      .select(['last_credential_type', 'last_is_profile'])
      .where('id', '=', id)
      .executeTakeFirst();

  /** The last moment at which it can be learned; without the key it cannot. */
  async function learnBeforeRemoval(id: SourceId): Promise<void> {
    const row = await lastSignInRow(id);
    if (row === undefined || row.last_is_profile !== null) return;
    const credential = await tryTo(() => load(id));
    if (credential !== undefined) await remember(kysely, id, credential, true);
  }

  return {
    prepareSave,
    load,
    save: (id, credential) =>
      sealing.inTurn([id], async () => {
        await kysely.transaction().execute(await prepareSave(id, credential));
      }),
    saveRenewed: (id, credential, before) =>
      sealing.inTurn([id], async () => {
        const write = await prepareSave(id, credential, { isRenewal: true });
        return kysely.transaction().execute(async (transaction) => {
          const now = await summary(id, transaction);
          if (now === undefined || before?.signedInAt !== now.signedInAt) return undefined;
          // An older release did not say of which kind it is, which is learned meanwhile.
          if (before?.type !== undefined && before.type !== now.type) return undefined;
          await write(transaction);
          return summary(id, transaction);
        });
      }),
    saveAll: (credentials, before = new Map()) =>
      sealing.inTurn(credentials.keys(), async () => {
        const writes = await Promise.all([...credentials].map(([id, credential]) => prepareSave(id, credential)));
        return kysely.transaction().execute(async (transaction) => {
          for (const [id, then] of before) {
            const now = await summary(id, transaction);
            if (now?.savedAt !== then.savedAt || now.signedInAt !== then.signedInAt) return false;
          }
          for (const write of writes) await write(transaction);
          return true;
        });
      }),
    summary: (id) => summary(id),
    async lastSignIn(id) {
      const row = await lastSignInRow(id);
      const type = credentialTypes.find((known) => known === row?.last_credential_type);
      if (type === undefined) return undefined;
      return { type, ...(row?.last_is_profile === 1 ? { isProfile: true } : {}) };
    },
    remove: (id) =>
      sealing.inTurn([id], async () => {
        await learnBeforeRemoval(id);
        await kysely.deleteFrom('auth_token').where('source_id', '=', id).execute();
      }),
  };
}
