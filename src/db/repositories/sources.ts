import { MediafoldError } from '../../errors.ts';
import { type SourceId, serverId, sourceId, userId } from '../../models/ids.ts';
import type { Source, SourceType } from '../../models/source.ts';
import type { Database } from '../open-database.ts';
import type { SourceTable } from '../schema.ts';

export interface SourceRepository {
  list(): Promise<readonly Source[]>;
  /** @throws {MediafoldError} `not-found`, naming those that there are */
  get(id: SourceId): Promise<Source>;
  /** The source of this server as this user, if there is one. */
  find(identity: Pick<Source, 'type' | 'serverId' | 'userId'>): Promise<Source | undefined>;
  /** Adds it, or renames it and its device. For use inside a transaction. */
  putNow(source: Source): void;
  /** With everything that was stored for it. */
  remove(id: SourceId): Promise<void>;
}

type Row = Pick<
  { readonly [K in keyof SourceTable]: SourceTable[K] extends string ? string : string | null },
  'id' | 'type' | 'name' | 'server_id' | 'user_id' | 'user_name' | 'device_id'
>;

const columns = ['id', 'type', 'name', 'server_id', 'user_id', 'user_name', 'device_id'] as const;

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

export function createSourceRepository(db: Database): SourceRepository {
  const all = () => db.query.selectFrom('source').select(columns).orderBy('created_at').orderBy('id');
  const list = async (): Promise<readonly Source[]> => (await all().execute()).map(toSource);

  return {
    list,
    async get(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      if (row !== undefined) return toSource(row);
      const known = (await list()).map((source) => source.id).join(', ');
      throw new MediafoldError(
        'not-found',
        `no source ${id}; ${known === '' ? 'none is linked yet' : `there are ${known}`}`,
        {
          operation: 'get source',
        },
      );
    },
    async find({ type, serverId: server, userId: user }) {
      const row = await all()
        .where('type', '=', type)
        .where('server_id', '=', server)
        .where('user_id', '=', user)
        .executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    putNow({ id, type, name, serverId: server, userId: user, userName, deviceId }) {
      const changing = { name, user_name: userName ?? null, device_id: deviceId };
      const insert = db.query
        .insertInto('source')
        .values({ id, type, server_id: server, user_id: user, created_at: db.clock.now(), ...changing })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changing));
      db.run(insert);
    },
    async remove(id) {
      await db.query.deleteFrom('source').where('id', '=', id).execute();
    },
  };
}
