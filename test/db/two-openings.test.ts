import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Schema } from '../../src/db/schema.ts';
import { sourceId } from '../../src/models/ids.ts';
import { bothTokens, expectedTokens, keyIds, keysIn, openWithTokens, token, tokenOf } from './keys/keys-support.ts';
import { failure, home, movie, open, openWithSource, sync, temporaryFolder } from './support.ts';

const away = sourceId('away');
test('two openings of one file in one process change the key and save at the same time', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  // On a busy machine the last one may wait for long.
  const first = await openWithTokens({ path, patienceMs: 30_000 });
  const second = await open({ path, patienceMs: 30_000 });
  await Promise.all([
    ...[first, second, first, second].map((each) => each.rotateKey()),
    first.authTokens.save(home, token('from the first')),
    second.authTokens.save(away, token('from the second')),
    sync(first, [movie('m1'), movie('m2')]),
    second.sources.setNeedsSignIn(home, 'nothing'),
  ]);
  for (const each of [first, second]) expect(await bothTokens(each)).toEqual(['from the first', 'from the second']);
  expect(await keyIds(first)).toHaveLength(1);
  expect(keysIn(`${path}.key`)).toHaveLength(1);
  await Promise.all([first.close(), second.close()]);
  expect(await tokenOf(await open({ path }))).toBe('from the first');
});

test('who waits for another opening does not keep it from its end', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithTokens({ path });
  const second = await open({ path });
  const begun = Promise.withResolvers<void>();
  const isOpen = Promise.withResolvers<void>();
  const slow = first.database.kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('installation').values({ key: 'a', value: '1' }).execute();
    begun.resolve();
    // What only the event loop brings, such as a key made of a passphrase.
    await isOpen.promise;
    await breathe();
  });
  await begun.promise;
  const third = await open({ path });
  isOpen.resolve();
  expect(await second.installation.getOrMake('a', () => '2')).toBe('1');
  await slow;
  expect(await third.sources.list()).toHaveLength(2);
  expect(await bothTokens(second)).toEqual(expectedTokens);
});

test('writes that nobody waits for happen in the order in which they were asked for', async () => {
  const { kysely } = (await openWithSource()).database;
  await sql`create temp table done (step integer)`.execute(kysely);
  const write = (on: Kysely<Schema>, step: number) => sql`insert into done values (${step})`.execute(on);
  const inTransaction = (step: number) => kysely.transaction().execute((own) => write(own, step));
  const asked: Promise<unknown>[] = [];
  // One more in each pause of those before it, so also in the one in which the connection becomes free.
  for (let step = 0; step < 400; step += 1) {
    asked.push(step % 3 === 0 ? write(kysely, step) : inTransaction(step));
    await Promise.resolve();
  }
  await Promise.all(asked);
  const { rows } = await sql<{ step: number }>`select step from done order by rowid`.execute(kysely);
  const steps = rows.map(({ step }) => step);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(steps).toHaveLength(400);
});

test('what cannot be had in time is told', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithSource({ path });
  const second = await open({ path, patienceMs: 3 });
  await first.database.kysely.transaction().execute(async () => {
    expect(await failure(second.sources.setNeedsSignIn(home, 'why'))).toMatchObject({ problem: 'locked' });
    expect(await second.sources.list()).toHaveLength(1);
  });
  await second.sources.setNeedsSignIn(home, 'why');
  expect(await first.sources.needsSignIn(home)).toBe('why');
});
