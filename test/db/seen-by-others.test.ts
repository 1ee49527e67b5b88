/** What several openings of one catalogue see of each other's writes, however little time is between them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CredentialSummary } from '../../src/db/repositories/auth-tokens.ts';
import { systemClock } from '../../src/models/clock.ts';
import type { Credential } from '../../src/models/credential.ts';
import { type SourceId, sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { home, makeSource, open, openWithSource, temporaryFolder } from './support.ts';

const away = sourceId('away');
const token = (text: string): Credential => ({ type: 'jellyfin-token', token: secret(text) });

test.each([0, -1, -3, -3_600_000, 1])('a write after %i ms by the clock is seen', async (ms) => {
  const path = join(temporaryFolder(), 'catalogue.db');
  let time = 1_800_000_000_000;
  const clock = { now: () => time, sleep: systemClock.sleep };
  const ours = await openWithSource({ path, clock });
  const theirs = await open({ path, clock });
  await ours.authTokens.save(home, token('ours'));
  await ours.access.save(home, { allowInsecure: true });
  const summary = await ours.authTokens.summary(home);
  const accessSavedAt = await ours.access.savedAt(home);
  time += ms;
  await theirs.sources.put(makeSource(), token('theirs'), [], { allowInsecure: false });
  const now = await ours.authTokens.summary(home);
  expect(now?.savedAt).not.toBe(summary?.savedAt);
  expect(now?.signedInAt).not.toBe(summary?.signedInAt);
  expect(await ours.access.savedAt(home)).not.toBe(accessSavedAt);
  // What was made from the sign-in before must not come back over the new one.
  expect(await ours.authTokens.saveRenewed(home, token('renewed'), summary)).toBeUndefined();
});

test('several are stored together only if none of them has changed', async () => {
  const { authTokens } = await openWithSource({}, [home, away]);
  const ids = [home, away] as const;
  const before = new Map<SourceId, CredentialSummary>();
  for (const id of ids) {
    const summary = await authTokens.summary(id);
    if (summary !== undefined) before.set(id, summary);
  }
  const wanted = (text: string) => new Map(ids.map((id) => [id, token(text)]));
  await authTokens.save(away, token('elsewhere'));
  expect(await authTokens.saveAll(wanted('lost'), before)).toBe(false);
  expect(await authTokens.summary(home)).toEqual(before.get(home));
  await authTokens.remove(away);
  expect(await authTokens.saveAll(wanted('lost'), before)).toBe(false);
  expect(await authTokens.load(away)).toBeUndefined();
  expect(await authTokens.saveAll(new Map([[home, token('stored')]]), new Map([...before].slice(0, 1)))).toBe(true);
});
