import type { SourceId } from '../../models/ids.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import { decodeAccess, encodeAccess } from '../access-codec.ts';
import { movedOn } from '../moved-on.ts';
import type { Database } from '../open-database.ts';
import type { Sealing } from '../sealing.ts';
import type { Binding } from '../token-cipher.ts';
import type { PreparedWrite } from './auth-tokens.ts';

/** How requests to each source's server travel, encrypted. */
export interface SourceAccessRepository {
  /** @throws {StorageError} `wrong-key` or `corrupt` when it is there and cannot be read */
  load(id: SourceId): Promise<SourceAccess | undefined>;
  /** @throws {MediafoldError} `not-found` */
  save(id: SourceId, access: SourceAccess): Promise<void>;
  /** Needs no key. */
  remove(id: SourceId): Promise<void>;
  /** When it was saved last, epoch milliseconds, another one each time; `undefined` when nothing is stored. Needs no key. */
  savedAt(id: SourceId): Promise<number | undefined>;
  /** For work in the source's turn (see `Sealing`). Encrypts now, outside of any transaction, and gives the write itself. */
  prepareSave(id: SourceId, access: SourceAccess): Promise<PreparedWrite>;
}

const bindingOf = (sid: SourceId): Binding => ({ sid, use: 'access' });

export function createSourceAccessRepository({ kysely, clock }: Database, sealing: Sealing): SourceAccessRepository {
  const rowOf = (id: SourceId) => kysely.selectFrom('source_access').where('source_id', '=', id);

  const prepareSave: SourceAccessRepository['prepareSave'] = async (id, access) => {
    const sealed = await sealing.seal(encodeAccess(access), bindingOf(id));
    return async (transaction) => {
      const now = clock.now();
      const values = { ...(await sealed(transaction)), updated_at: now };
      await transaction
        .insertInto('source_access')
        .values({ source_id: id, ...values })
        .onConflict((conflict) =>
          conflict.column('source_id').doUpdateSet({ ...values, updated_at: movedOn('source_access.updated_at', now) }),
        )
        .execute();
    };
  };

  return {
    prepareSave,
    async load(id) {
      const text = await sealing.unseal(bindingOf(id), () =>
        rowOf(id).select(['key_id', 'key_provider', 'ciphertext']).executeTakeFirst(),
      );
      return text === undefined ? undefined : decodeAccess(text);
    },
    save: (id, access) =>
      sealing.inTurn([id], async () => {
        await kysely.transaction().execute(await prepareSave(id, access));
      }),
    remove: (id) =>
      sealing.inTurn([id], async () => {
        await kysely.deleteFrom('source_access').where('source_id', '=', id).execute();
      }),
    async savedAt(id) {
      return (await rowOf(id).select('updated_at').executeTakeFirst())?.updated_at;
    },
  };
}
