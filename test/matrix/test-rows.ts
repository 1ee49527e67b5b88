import { beforeAll, expect, test } from 'vitest';
import { type Ending, expectEnding } from './expect-row.ts';
import type { Happening } from './happenings.ts';
import { longestPartMs, type Played, playRows, type Staged } from './play-rows.ts';
import type { Stage } from './stage.ts';

export interface TableRow extends Pick<Staged, 'aheadMs' | 'drift'> {
  readonly way: string;
  readonly what: string;
  readonly ending: Ending;
  /** What is stored of the sign-in. */
  readonly credential: string;
  readonly start: () => Promise<Stage>;
  readonly happening: Happening<Stage>;
}

const nameOf = ({ way, what }: TableRow): string => `${way}: ${what}`;

/** Plays all of them at once, then one test for each. */
export function testRows(rows: readonly TableRow[]): void {
  let played: ReadonlyMap<string, Played | Error> = new Map();
  beforeAll(async () => {
    played = await playRows(rows.map((row) => ({ ...row, row: nameOf(row) })));
  }, 4 * longestPartMs);

  test.each(rows)('$way: $what: $ending', (row) => {
    const outcome = played.get(nameOf(row));
    if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('not played');
    expect(outcome.link.credential).toBe(row.credential);
    expectEnding(row.ending, outcome, row.happening.when === 'closed');
  });
}
