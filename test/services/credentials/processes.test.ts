import { expect, test } from 'vitest';
import type { Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import type { MockJellyfin } from '../../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

interface Shared {
  readonly server: MockJellyfin;
  /** Two processes on one catalogue, both in use: an app, and a worker beside it. */
  readonly app: Mediafold;
  readonly worker: Mediafold;
  readonly source: Source;
}

async function shared(): Promise<Shared> {
  const server = await jellyfin(movies(2));
  const path = catalogueFile();
  const app = await openAt(path);
  const { source } = await app.signIn.add(await jellyfinLogin(app, server, { keepPassword: true }));
  const worker = await openAt(path);
  for (const fold of [app, worker]) await list(fold, source);
  server.log.clear();
  return { server, app, worker, source };
}

const list = async (fold: Mediafold, { id }: Source): Promise<number> =>
  fold.connections.use(id, async (backend) => (await backend.libraries()).length);
const logins = ({ server }: Shared): number => server.log.to('/Users/AuthenticateByName').length;

test('two processes with one stored password share its login, and do not end each other', async () => {
  const at = await shared();
  at.server.revokeTokens();
  for (let round = 0; round < 3; round += 1) {
    for (const fold of [at.app, at.worker]) expect(await list(fold, at.source)).toBeGreaterThan(0);
  }
  expect(logins(at)).toBe(1);
});

test('both at the same moment come to rest with one token', async () => {
  const at = await shared();
  at.server.revokeTokens();
  await Promise.allSettled([list(at.app, at.source), list(at.worker, at.source)]);
  // One of the two logins may have ended the token of the other, which is found out one after the other.
  for (const fold of [at.app, at.worker, at.app, at.worker]) await list(fold, at.source).catch(() => undefined);
  at.server.log.clear();
  for (const fold of [at.app, at.worker, at.app, at.worker]) expect(await list(fold, at.source)).toBeGreaterThan(0);
  expect(logins(at)).toBe(0);
});

test('who signs out in one process is not signed in again by the password that another has in mind', async () => {
  const at = await shared();
  expect(await at.app.signIn.signOut(at.source.id)).toMatchObject({ revoked: true });
  // The backend that has the old token may be closed over the first one.
  await expect(list(at.worker, at.source)).rejects.toMatchObject({ name: 'MediafoldError' });
  await expect(list(at.worker, at.source)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(logins(at)).toBe(0);
  const [summary] = await at.app.sources.list();
  expect(summary).toMatchObject({ needsSignIn: 'signed out' });
  expect(summary?.credential).toBeUndefined();
});

test('a sign-out ends the token that another process has made, too', async () => {
  const at = await shared();
  at.server.revokeTokens();
  expect(await list(at.worker, at.source)).toBeGreaterThan(0);
  const { authorization } = at.server.log.all().at(-1)?.headers ?? {};
  expect(await at.app.signIn.signOut(at.source.id)).toMatchObject({ revoked: true });
  const answer = await fetch(`${at.server.url}/Users/Me`, { headers: { authorization: String(authorization) } });
  expect(answer.status).toBe(401);
});

test('a password that one process found refused is tried by no other', async () => {
  const at = await shared();
  const [user] = at.server.users;
  at.server.changePassword(user?.name ?? '', 'another one');
  at.server.revokeTokens();
  for (const fold of [at.app, at.worker, at.app]) {
    await expect(list(fold, at.source)).rejects.toMatchObject({ code: 'unauthorized' });
  }
  expect(logins(at)).toBe(1);
});
