import type { SourceId } from '../../models/ids.ts';
import type { Database } from '../open-database.ts';

/** When each source's credential was last kept alive, or tried to be; epoch milliseconds. */
export interface KeepAliveTimes {
  lastTry(id: SourceId): Promise<number | undefined>;
  /** Nothing for a source that is gone: a try may outlive it. */
  setLastTry(id: SourceId, at: number): Promise<void>;
  remove(id: SourceId): Promise<void>;
}

const keyOf = (id: SourceId): string => `kept_alive_at ${id}`;

export function createKeepAliveTimes({ kysely }: Pick<Database, 'kysely'>): KeepAliveTimes {
  return {
    async lastTry(id) {
      const select = kysely.selectFrom('installation').select('value').where('key', '=', keyOf(id));
      const row = await select.executeTakeFirst();
      return row === undefined ? undefined : Number(row.value);
    },
    async setLastTry(id, at) {
      const value = String(at);
      await kysely
        .insertInto('installation')
        .columns(['key', 'value'])
        .expression((from) =>
          from
            .selectFrom('source')
            .select(({ val }) => [val(keyOf(id)).as('key'), val(value).as('value')])
            .where('id', '=', id),
        )
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
    },
    async remove(id) {
      await kysely.deleteFrom('installation').where('key', '=', keyOf(id)).execute();
    },
  };
}
