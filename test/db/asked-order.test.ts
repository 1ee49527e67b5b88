/** What was asked for later has the last word, whoever waits for it. */
import { expect, test } from 'vitest';
import { createKeepAliveTimes } from '../../src/db/repositories/keep-alive-times.ts';
import type { Credential } from '../../src/models/credential.ts';
import { secret } from '../../src/models/secret.ts';
import { failure, home, makeSource, movie, openWithSource, sync } from './support.ts';

/** Encrypting it takes longer than all that is asked for afterwards. */
const slow: Credential = { type: 'jellyfin-token', token: secret('x'.repeat(2_000_000)) };
const quick: Credential = { type: 'jellyfin-token', token: secret('q') };

test('a need for a sign-in that is noted after a save stays', async () => {
  const { authTokens, sources } = await openWithSource();
  await Promise.all([authTokens.save(home, slow), sources.setNeedsSignIn(home, 'it was refused')]);
  expect(await sources.needsSignIn(home)).toBe('it was refused');
  await Promise.all([sources.setNeedsSignIn(home, 'another time'), authTokens.save(home, quick)]);
  expect(await sources.needsSignIn(home)).toBeUndefined();
});

test('a source that is put back while it is being removed is whole afterwards', async () => {
  const catalogue = await openWithSource();
  const { authTokens, sources, items } = catalogue;
  const many = Array.from({ length: 450 }, (_, index) => movie(`m${index}`));
  await sync(catalogue, many);
  await Promise.all([sources.remove(home), sources.put(makeSource(), quick, [])]);
  expect(await sources.list()).toEqual([makeSource()]);
  expect(await authTokens.load(home)).toMatchObject({ type: 'jellyfin-token' });
  expect(await items.countItems(home)).toBe(0);
});

test('a save that comes after a removal is told that there is no source', async () => {
  const { authTokens, access, sources, database } = await openWithSource();
  const [, ...late] = await Promise.all([
    sources.remove(home),
    failure(authTokens.save(home, slow)),
    failure(access.save(home, { allowInsecure: true })),
  ]);
  for (const error of late) expect(error).toMatchObject({ code: 'not-found' });
  for (const table of ['source', 'auth_token', 'source_access'] as const) {
    expect(await database.kysely.selectFrom(table).selectAll().execute()).toEqual([]);
  }
});

test('a save that the end of the catalogue overtakes says so', async () => {
  const catalogue = await openWithSource();
  const [saved] = await Promise.all([failure(catalogue.authTokens.save(home, slow)), catalogue.close()]);
  expect(saved).toMatchObject({ code: 'storage', message: expect.stringContaining('closed') });
});

test('a try to keep a credential alive that outlives its source leaves nothing behind', async () => {
  const { sources, database } = await openWithSource();
  const times = createKeepAliveTimes(database);
  await times.setLastTry(home, 5);
  await times.setLastTry(home, 7);
  expect(await times.lastTry(home)).toBe(7);
  await Promise.all([sources.remove(home), times.remove(home)]);
  await times.setLastTry(home, 9);
  expect(await times.lastTry(home)).toBeUndefined();
});
