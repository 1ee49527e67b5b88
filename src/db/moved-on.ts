import { type RawBuilder, sql } from 'kysely';

/** Clocks are put right by less than this while nobody notices; by more, and the moment is another one anyway. */
const slackMs = 1000;

/**
 * For an update: now, or a little later, so that it is another moment than the row has. Who keeps that in mind sees by it that
 * somebody has written since, also in the same millisecond, or after the clock was put back.
 */
export function movedOn(column: string, now: number): RawBuilder<number> {
  const before = sql.ref<number>(column);
  return sql<number>`case when ${before} between ${now} and ${now + slackMs} then ${before} + 1 else ${now} end`;
}
