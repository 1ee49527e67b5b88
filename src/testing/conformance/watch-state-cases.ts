import assert from 'node:assert/strict';
import { isMediafoldError } from '../../errors.ts';
import { rejectsWith } from './expect-code.ts';
import { CannotTry, type CaseBody } from './harness.ts';
import { whilePuttingBack } from './put-back.ts';
import { nobody } from './strange-ids.ts';

const writing = { needs: 'watchState', writes: true } as const;

/** Half a second, because servers round. */
const near = (found: number | undefined, wanted: number): boolean =>
  found !== undefined && Math.abs(found - wanted) <= 500;

/** What an older server cannot do at all is no failure of the backend. */
async function ifSupported(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (isMediafoldError(error) && error.code === 'unsupported') throw new CannotTry(error.message);
    throw error;
  }
}

export const watchStateCases: readonly CaseBody[] = [
  {
    ...writing,
    name: 'watch state: what is marked watched is played once',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        await facet.setPlayed(item.id, true);
        const { played, playCount, positionMs } = await read();
        assert.deepEqual({ played, playCount, positionMs }, { played: true, playCount: 1, positionMs: undefined });
      }),
  },
  {
    ...writing,
    name: 'watch state: what is marked unwatched has no plays and no position',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        await facet.setPlayed(item.id, true);
        assert.equal((await read()).played, true);
        await facet.setPlayed(item.id, false);
        const { played, playCount, positionMs } = await read();
        assert.deepEqual({ played, playCount, positionMs }, { played: false, playCount: 0, positionMs: undefined });
      }),
  },
  {
    ...writing,
    name: 'watch state: a favourite is one until it is none',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        if (facet.setFavourite === undefined) throw new CannotTry('the server has no favourites');
        await facet.setFavourite(item.id, true);
        assert.equal((await read()).favourite, true);
        await facet.setFavourite(item.id, false);
        assert.equal((await read()).favourite, false);
      }),
  },
  {
    ...writing,
    name: 'watch state: a rating is read back as it was given, and can be taken away',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        if (facet.setRating === undefined) throw new CannotTry('the server has no ratings');
        await ifSupported(facet.setRating(item.id, 8));
        assert.equal((await read()).rating, 8);
        await facet.setRating(item.id, undefined);
        assert.equal((await read()).rating, undefined);
        await rejectsWith('invalid-argument', facet.setRating(item.id, 11));
      }),
  },
  {
    ...writing,
    name: 'watch state: a position is read back as it was given, counts no play, and can be taken away',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        const half = Math.round(item.runtimeMs / 2);
        await ifSupported(facet.setPosition(item.id, half));
        const { played, playCount, positionMs } = await read();
        assert.ok(near(positionMs, half), `${half} ms was given, ${positionMs} ms was read`);
        assert.deepEqual({ played, playCount }, { played: false, playCount: 0 });
        await facet.setPosition(item.id, undefined);
        assert.equal((await read()).positionMs, undefined);
      }),
  },
  {
    ...writing,
    name: 'watch state: a position outside the item is refused',
    run: (backend, harness) =>
      whilePuttingBack(backend, harness, async ({ facet, item, read }) => {
        for (const outside of [-1, 0, Number.NaN, item.runtimeMs * 2]) {
          await rejectsWith('invalid-argument', facet.setPosition(item.id, outside));
        }
        assert.equal((await read()).positionMs, undefined);
      }),
  },
  {
    ...writing,
    name: 'watch state: of an id that is not there is not found',
    run: async ({ watchState }) => {
      assert.ok(watchState !== undefined);
      await rejectsWith('not-found', watchState.setPlayed(nobody, true));
    },
  },
];
