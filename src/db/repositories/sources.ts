import { setImmediate as breathe } from 'node:timers/promises';
import { MediafoldError } from '../../errors.ts';
import type { Candidate } from '../../models/connection.ts';
import type { Credential } from '../../models/credential.ts';
import { type SourceId, serverId, sourceId, userId } from '../../models/ids.ts';
import type { Source, SourceType } from '../../models/source.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import type { Database } from '../open-database.ts';
import type { Sealing } from '../sealing.ts';
import { createTitleGroups } from '../title-groups.ts';
import type { AuthTokenRepository } from './auth-tokens.ts';
import { addConnections } from './connections.ts';
import type { SourceAccessRepository } from './source-access.ts';

export interface SourceRepository {
  list(): Promise<readonly Source[]>;
  /** @throws {MediafoldError} `not-found`, naming those that there are */
  get(id: SourceId): Promise<Source>;
  /** The source of this server as this user, if there is one. */
  find(identity: Pick<Source, 'type' | 'serverId' | 'userId'>): Promise<Source | undefined>;
  /**
   * Adds the source with its encrypted credential and addresses in one transaction; or renames it and gives it the new
   * ones, keeping its catalogue.
   *
   * @param access stored in the same transaction; absent: what is stored stays
   * @throws {MediafoldError} `conflict` when another source is this server as this user
   */
  put(source: Source, credential: Credential, candidates: readonly Candidate[], access?: SourceAccess): Promise<void>;
  /** Why a person has to sign in again; `undefined` when not. A saved credential ends it too. */
  setNeedsSignIn(id: SourceId, reason: string | undefined): Promise<void>;
  needsSignIn(id: SourceId): Promise<string | undefined>;
  /** With everything that was stored for it: the credential first, the source itself last. */
  remove(id: SourceId): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly server_id: string;
  readonly user_id: string;
  readonly user_name: string | null;
  readonly device_id: string;
}

const columns = ['id', 'type', 'name', 'server_id', 'user_id', 'user_name', 'device_id'] as const;
/** So many items are deleted before the event loop gets its turn. */
const itemsAtOnce = 200;

function toSource(row: Row): Source {
  return {
    id: sourceId(row.id),
    type: row.type as SourceType,
    name: row.name,
    serverId: serverId(row.server_id),
    userId: userId(row.user_id),
    ...(row.user_name === null ? {} : { userName: row.user_name }),
    deviceId: row.device_id,
  };
}

export function createSourceRepository(
  db: Database,
  tokens: AuthTokenRepository,
  accesses: Pick<SourceAccessRepository, 'prepareSave'>,
  sealing: Pick<Sealing, 'inTurn'>,
): SourceRepository {
  const { kysely, sqlite, clock } = db;
  const titles = createTitleGroups(sqlite);
  const all = () => kysely.selectFrom('source').select(columns).orderBy('created_at').orderBy('id');
  const list = async (): Promise<readonly Source[]> => (await all().execute()).map(toSource);

  /** @returns whether there may be more */
  const removeSomeItems = (id: SourceId): Promise<boolean> =>
    kysely.transaction().execute(async (transaction) => {
      const some = transaction.selectFrom('item').select('row_id').where('source_id', '=', id).limit(itemsAtOnce);
      const gone = await transaction.deleteFrom('item').where('row_id', 'in', some).returning('title_id').execute();
      for (const title of new Set(gone.map(({ title_id }) => title_id))) titles.part(title);
      return gone.length === itemsAtOnce;
    });

  return {
    list,
    async get(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      if (row !== undefined) return toSource(row);
      const known = (await list()).map((source) => source.id).join(', ');
      const others = known === '' ? 'none is linked yet' : `there are ${known}`;
      throw new MediafoldError('not-found', `no source ${id}; ${others}`, { operation: 'get source' });
    },
    async find({ type, serverId: server, userId: user }) {
      const row = await all()
        .where('type', '=', type)
        .where('server_id', '=', server)
        .where('user_id', '=', user)
        .executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    put: ({ id, type, name, serverId: server, userId: user, userName, deviceId }, credential, candidates, access) =>
      sealing.inTurn([id], async () => {
        const saveToken = await tokens.prepareSave(id, credential, { isSignIn: true });
        const saveAccess = access === undefined ? undefined : await accesses.prepareSave(id, access);
        const changing = { name, user_name: userName ?? null, device_id: deviceId };
        await kysely.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('source')
            .values({ id, type, server_id: server, user_id: user, created_at: clock.now(), ...changing })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
            .execute();
          await saveToken(transaction);
          await saveAccess?.(transaction);
          await addConnections(transaction, id, candidates);
        });
      }),
    setNeedsSignIn: (id, reason) =>
      // What was saved before this was asked for may still be on its way, and would end it.
      sealing.inTurn([id], async () => {
        const change = { needs_sign_in_reason: reason ?? null };
        await kysely.updateTable('source').set(change).where('id', '=', id).execute();
      }),
    async needsSignIn(id) {
      const select = kysely.selectFrom('source').select('needs_sign_in_reason').where('id', '=', id);
      return (await select.executeTakeFirst())?.needs_sign_in_reason ?? undefined;
    },
    remove: (id) =>
      sealing.inTurn([id], async () => {
        for (const table of ['auth_token', 'source_access'] as const) {
          await kysely.deleteFrom(table).where('source_id', '=', id).execute();
        }
        while (await removeSomeItems(id)) await breathe();
        await kysely.deleteFrom('source').where('id', '=', id).execute();
      }),
  };
}
