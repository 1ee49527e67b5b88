import { describe, expect, test } from 'vitest';
import { signInWithApiKey } from '../../../src/backends/jellyfin/jellyfin.ts';
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import type { ConnectionState } from '../../../src/models/connection.ts';
import { sourceId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import type { Source } from '../../../src/models/source.ts';
import type { Mediafold, OpenOptions } from '../../../src/services/mediafold.ts';
import { FakeClock, type MockJellyfin } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { plexHome } from '../plex-home.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

const logouts = (server: MockJellyfin): number => server.log.to('/Sessions/Logout').length;

interface Linked {
  readonly server: MockJellyfin;
  readonly path: string;
  readonly fold: Mediafold;
  readonly source: Source;
}

async function linked(options: Partial<OpenOptions> = {}, count = 3): Promise<Linked> {
  const server = await jellyfin(movies(count));
  const path = catalogueFile();
  const fold = await openAt(path, options);
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  return { server, path, fold, source };
}

async function hasCredential(path: string, { id }: Source): Promise<boolean> {
  const catalogue = await openCatalogue({ path });
  const found = await catalogue.authTokens.summary(id);
  await catalogue.close();
  return found !== undefined;
}

describe('signing out', () => {
  test('ends the session on the server; the source stays with all it has, and waits', async () => {
    const { server, path, fold, source } = await linked();
    await fold.sync.run(source.id);
    const backend = await fold.connections.backend(source.id);
    const states: ConnectionState[] = [];
    fold.connections.onState((_, state) => states.push(state));
    expect(await fold.signIn.signOut(source.id)).toEqual({ revoked: true });
    expect(logouts(server)).toBe(1);
    expect(states.at(-1)).toMatchObject({ status: 'needs-sign-in', reason: 'signed out' });
    expect(await hasCredential(path, source)).toBe(false);
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await fold.sources.list()).toMatchObject([{ id: source.id, items: 3, needsSignIn: 'signed out' }]);
    await fold.close();

    const second = await openAt(path);
    expect(second.connections.state(source.id)).toMatchObject({ status: 'needs-sign-in', reason: 'signed out' });
    const [summary] = await second.sources.list();
    expect(summary?.credential).toBeUndefined();
    const again = await second.signIn.add(await jellyfinLogin(second, server));
    expect(again).toEqual({ source: expect.objectContaining({ id: source.id }), isNew: false, credential: 'replaced' });
    expect(await second.sync.run(source.id)).toMatchObject({ status: 'completed', added: 0, removed: 0 });
  });

  test('of a session that is dead already is done', async () => {
    const { server, fold, source } = await linked();
    server.revokeTokens();
    expect(await fold.signIn.signOut(source.id)).toEqual({ revoked: true });
  });

  test('while the server is away forgets the credential, and says that the session lives on', async () => {
    const { server, path, fold, source } = await linked();
    server.faults.add({ action: { kind: 'reset' } });
    const ended = await fold.signIn.signOut(source.id);
    expect(ended).toEqual({ revoked: false, reason: expect.stringMatching(/./) });
    expect(await hasCredential(path, source)).toBe(false);
    expect(fold.connections.state(source.id).status).toBe('needs-sign-in');
  });

  test('does not wait for ever for a server that says nothing', async () => {
    const clock = new FakeClock();
    const { server, path, fold, source } = await linked({ environment: { clock } });
    server.faults.add({ action: { kind: 'black-hole' } });
    let ended: unknown;
    const ending = fold.signIn.signOut(source.id).then((result) => {
      ended = result;
    });
    for (let second = 0; second < 10 && ended === undefined; second += 1) {
      await until(() => clock.sleeping > 0 || ended !== undefined);
      await clock.advance(1_000);
    }
    await ending;
    expect(ended).toEqual({ revoked: false, reason: expect.any(String) });
    expect(await hasCredential(path, source)).toBe(false);
  });

  test('that nobody waits for any more has forgotten nothing', async () => {
    const { server, path, fold, source } = await linked();
    server.faults.add({ action: { kind: 'black-hole' } });
    const abort = new AbortController();
    const leaving = fold.signIn.signOut(source.id, { signal: abort.signal });
    await until(() => server.log.all().length > 3);
    abort.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    server.faults.clear();
    expect(await hasCredential(path, source)).toBe(true);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test("of a credential that is nobody's to end says so", async () => {
    const server = await jellyfin(movies(3));
    const path = catalogueFile();
    const fold = await openAt(path);
    const key = { url: server.url, key: secret(server.apiKey), userName: server.users[0]?.name ?? '' };
    const { source } = await fold.signIn.add(await signInWithApiKey({ ...(await fold.loginContext()), ...key }));
    expect(await fold.signIn.signOut(source.id)).toEqual({ revoked: false, reason: expect.stringContaining('nobody') });
    expect(await hasCredential(path, source)).toBe(false);
  });

  test('works without the key, as far as it goes', async () => {
    const { path, fold, source } = await linked();
    await fold.close();
    const lost = await openAt(path, { key: new Uint8Array(32).fill(7) });
    expect(await lost.signIn.signOut(source.id)).toEqual({ revoked: false, reason: expect.stringContaining('key') });
    expect(await hasCredential(path, source)).toBe(false);
    expect(await lost.sources.list()).toHaveLength(1);
  });

  test('of an unknown source is refused', async () => {
    const { fold } = await linked();
    await expect(fold.signIn.signOut(sourceId('nobody'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(fold.sources.remove(sourceId('nobody'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('several servers of one account', () => {
  test('the account is left signed in until the last one goes', async () => {
    const { account, fold, sources, servers } = await plexHome();
    const [one, two] = sources;
    const gone = () =>
      account.plexTv.log.all().filter(({ method, path }) => method === 'DELETE' && /signout/.test(path));
    expect(await fold.signIn.signOut(one.id)).toEqual({ revoked: false, reason: expect.stringContaining(two.name) });
    expect(gone()).toEqual([]);
    expect((await fold.sync.run(two.id)).status).toBe('completed');
    servers[1].faults.add({ action: { kind: 'reset' } });
    expect(await fold.signIn.signOut(two.id)).toEqual({ revoked: true });
    expect(gone()).toHaveLength(1);
  });

  test('a server that refuses its token signs out nobody else', async () => {
    const { fold, sources, servers } = await plexHome();
    const [one, two] = sources;
    servers[0].faults.add({ path: /^\/(?!identity)/, action: { kind: 'status', status: 401 } });
    await expect(fold.sync.run(one.id)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await fold.sync.run(two.id)).toMatchObject({ status: 'completed' });
    const waiting = (await fold.sources.list()).filter(({ needsSignIn }) => needsSignIn !== undefined);
    expect(waiting.map(({ id }) => id)).toEqual([one.id]);
  });
});

describe('removing a source', () => {
  test('signs out and leaves nothing', async () => {
    const { server, fold, source } = await linked();
    await fold.sync.run(source.id);
    expect(await fold.sources.remove(source.id)).toEqual({ revoked: true });
    expect(logouts(server)).toBe(1);
    expect(await fold.sources.list()).toEqual([]);
    expect(fold.connections.state(source.id).status).toBe('unknown');
    expect((await fold.library.titles()).titles).toEqual([]);
  });

  test('can leave the session alone', async () => {
    const { server, fold, source } = await linked();
    const ended = await fold.sources.remove(source.id, { keepSession: true });
    expect(ended).toEqual({ revoked: false, reason: expect.any(String) });
    expect(logouts(server)).toBe(0);
    expect(await fold.sources.list()).toEqual([]);
  });

  test('while it is synced ends the sync, and nothing is written afterwards', async () => {
    const { server, path, fold, source } = await linked({}, 900);
    let removing: Promise<unknown> | undefined;
    const outcome = await fold.sync
      .run(source.id, {
        onProgress: ({ phase }) => {
          if (phase !== 'listing') return;
          // So that it does not come to its end by itself, however long the removal takes.
          if (removing === undefined) server.faults.add({ path: '/Items', action: { kind: 'black-hole' } });
          removing ??= fold.sources.remove(source.id);
        },
      })
      .catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: expect.stringMatching(/^(cancelled|unavailable|unauthorized)$/) });
    expect(await removing).toEqual({ revoked: true });
    expect(logouts(server)).toBe(1);
    expect((await fold.library.titles()).titles).toEqual([]);
    await fold.close();
    const catalogue = await openCatalogue({ path });
    expect(await catalogue.sources.list()).toEqual([]);
    for (const table of ['item', 'library', 'connection', 'auth_token', 'sync_run'] as const) {
      const rows = await catalogue.database.kysely.selectFrom(table).select('source_id').execute();
      expect([table, rows]).toEqual([table, []]);
    }
    await catalogue.close();
  });
});
