import { expect, test } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { signInWithPlexServerToken } from '../../src/backends/plex/plex.ts';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import type { ConnectionReport } from '../../src/index.ts';
import type { SourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import type { SourceAccess } from '../../src/models/source-access.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { LoggedRequest } from '../../src/testing/index.ts';
import { failure } from '../db/support.ts';
import { accessFetch, filesOf, pinOfFiles } from './access/tls-setting.ts';
import { type GuardedProxy, guard, guardedProxy } from './guarded-proxy.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt, plex, plexLogin } from './setting.ts';

const few = movies(3);
const accessTo = ({ pin }: GuardedProxy): SourceAccess => ({
  pins: [pin],
  headers: { [guard.name]: secret(guard.value) },
});
const only = (login: SignedInServer, { url: uri }: GuardedProxy): SignedInServer => ({
  ...login,
  candidates: [{ uri, kind: 'direct', secure: true, origin: 'typed' }],
});
const carriesGuard = ({ headers, query }: LoggedRequest): boolean =>
  JSON.stringify([headers, [...query]]).includes(guard.value);
const reasons = ({ results }: ConnectionReport): readonly (readonly string[])[] =>
  results.map(({ outcome, reason }) => [outcome, reason]);

interface Guarded {
  readonly fold: Mediafold;
  readonly path: string;
  readonly proxy: GuardedProxy;
  readonly id: SourceId;
}

/** A Jellyfin server that only the proxy leads to. */
async function guarded(): Promise<Guarded> {
  const server = await jellyfin(few);
  const proxy = await guardedProxy(server.url);
  const path = catalogueFile();
  const fold = await openAt(path);
  const access = accessTo(proxy);
  const { name: username = '', password = '' } = server.users[0] ?? {};
  const context = await fold.loginContext({ access });
  const login = await signInWithPassword({ ...context, url: proxy.url, username, password: secret(password) });
  const { source } = await fold.signIn.add(only(login, proxy), { access });
  return { fold, path, proxy, id: source.id };
}

test('Jellyfin behind a proxy with a key and a header of its own: login, probes, calls and sign-out all get through', async () => {
  const { fold, proxy, id } = await guarded();
  expect((await fold.connections.connect(id)).chosen).toMatchObject({ uri: proxy.url });
  expect(await fold.sync.run(id)).toMatchObject({ status: 'completed' });
  const backend = await fold.connections.backend(id);
  const [library] = await backend.libraries();
  const page = await backend.listItems(library?.id ?? ('' as never), { kind: 'movie' });
  const picture = backend.images?.url(page.items[0]?.images ?? {}, 'poster', { width: 30, height: 30 }) ?? '';
  expect(backend.images?.headers()).toEqual({ [guard.name]: guard.value });
  const load = accessFetch({ pins: [proxy.pin] });
  expect((await load(picture, { headers: backend.images?.headers() ?? {} })).status).toBe(200);
  expect((await fold.signIn.signOut(id)).revoked).toBe(true);
  expect(proxy.refused).toEqual([]);
  expect(proxy.passed).toEqual(
    expect.arrayContaining(['/System/Info/Public', '/Users/AuthenticateByName', '/UserViews', '/Sessions/Logout']),
  );
  expect((await load(picture)).status).toBe(403);
});

test('Plex behind such a proxy: plex.tv never sees the header', async () => {
  const house = await plex(few);
  const { account, server } = house;
  const proxy = await guardedProxy(server.url);
  const access = accessTo(proxy);
  const fold = await openAt(catalogueFile(), { plexTvUrl: account.plexTv.url });
  const login = await plexLogin(fold, house);
  const { source } = await fold.signIn.add(only(login, proxy), { access });
  const { results, chosen } = await fold.connections.connect(source.id, { all: true });
  expect(results.find(({ candidate }) => candidate.uri === proxy.url)?.outcome).toBe('ok');
  expect(chosen).toBeDefined();
  const backend = await fold.connections.backend(source.id);
  expect(await backend.libraries()).not.toEqual([]);
  expect(backend.images?.headers()).toEqual({ [guard.name]: guard.value });
  await fold.signIn.signOut(source.id);
  expect(proxy.refused).toEqual([]);
  expect(proxy.passed).toContain('/identity');
  expect(account.plexTv.log.all().length).toBeGreaterThan(3);
  expect(account.plexTv.log.all().filter(carriesGuard)).toEqual([]);
});

test('a login with the token of a Plex server goes the same way', async () => {
  const { server } = await plex(few);
  const proxy = await guardedProxy(server.url);
  const fold = await openAt(catalogueFile());
  const context = await fold.loginContext({ access: accessTo(proxy) });
  const token = secret(server.accessToken);
  const login = await signInWithPlexServerToken({ ...context, url: proxy.url, token });
  expect(login.serverId).toBe(server.machineIdentifier);
  expect(proxy.refused).toEqual([]);
  const plain = await fold.loginContext();
  expect(await failure(signInWithPlexServerToken({ ...plain, url: proxy.url, token }))).toMatchObject({
    code: 'untrusted-certificate',
  });
});

test('without its settings the server is not reached, and each report says what is in the way', async () => {
  const { fold, proxy, id } = await guarded();
  await fold.sources.setAccess(id, { pins: [proxy.pin] });
  expect(reasons(await fold.connections.connect(id))).toEqual([['http-status', expect.any(String)]]);
  await fold.sources.setAccess(id, undefined);
  expect(await fold.sources.access(id)).toBeUndefined();
  expect(reasons(await fold.connections.connect(id))).toEqual([['tls', expect.stringContaining('not trusted')]]);
  await fold.sources.setAccess(id, { ...accessTo(proxy), pins: [pinOfFiles(filesOf('good'))] });
  const seen = proxy.passed.length + proxy.refused.length;
  expect(reasons(await fold.connections.connect(id))).toEqual([['tls', expect.stringContaining('another key')]]);
  expect(proxy.passed.length + proxy.refused.length).toBe(seen);
  await fold.sources.setAccess(id, accessTo(proxy));
  expect((await fold.connections.connect(id)).chosen).toMatchObject({ uri: proxy.url });
});

test('what is no setting changes nothing', async () => {
  const { fold, proxy, id } = await guarded();
  await fold.connections.connect(id);
  expect(await failure(fold.sources.setAccess(id, { pins: ['nonsense'] }))).toMatchObject({ code: 'invalid-argument' });
  expect((await fold.sources.access(id))?.pins).toEqual([proxy.pin]);
  expect(fold.connections.state(id).status).toBe('online');
  const nobody = 'nobody' as SourceId;
  expect(await failure(fold.sources.setAccess(nobody, undefined))).toMatchObject({ code: 'not-found' });
  expect(await failure(fold.sources.access(nobody))).toMatchObject({ code: 'not-found' });
  expect(await failure(fold.loginContext({ access: { pins: ['nonsense'] } }))).toMatchObject({
    code: 'invalid-argument',
  });
});

test('a new sign-in as a known source goes its way, and leaves it as it is', async () => {
  const { fold, proxy, id } = await guarded();
  const { server } = await fold.loginContext({ source: id });
  expect(Object.keys(server?.headers ?? {})).toEqual([guard.name]);
  expect((await server?.fetch?.(`${proxy.url}/System/Info/Public`))?.status).toBe(403);
  expect((await fold.loginContext()).server).toBeUndefined();
});

test('what another process sets is used by the next connect', async () => {
  const { fold, path, proxy, id } = await guarded();
  await fold.connections.connect(id);
  const other = await openAt(path);
  await other.sources.setAccess(id, { pins: [pinOfFiles(filesOf('good'))] });
  expect(reasons(await fold.connections.connect(id))).toEqual([['tls', expect.stringContaining('another key')]]);
  await other.sources.setAccess(id, accessTo(proxy));
  expect((await fold.connections.connect(id)).chosen).toMatchObject({ uri: proxy.url });
});

test('plain http to a public address is allowed for one source, and its headers stay back for others', async () => {
  const server = await jellyfin(few);
  const { port } = new URL(server.url);
  const fold = await openAt(catalogueFile());
  const login = await jellyfinLogin(fold, server);
  const uri = `http://media.example:${port}`;
  const candidates = [{ uri, kind: 'direct', secure: false, origin: 'typed' } as const];
  const access = { hosts: { 'media.example': '127.0.0.1' }, headers: { 'X-Guard': secret(guard.value) } };
  const { source } = await fold.signIn.add({ ...login, candidates }, { access });
  server.log.clear();
  expect(reasons(await fold.connections.connect(source.id))[0]).toEqual(['insecure', expect.any(String)]);
  expect(server.log.all().length).toBeGreaterThan(0);
  expect(server.log.all().filter(carriesGuard)).toEqual([]);
  await fold.sources.setAccess(source.id, { ...access, allowInsecure: true });
  expect((await fold.connections.connect(source.id)).chosen).toMatchObject({ uri });
  expect(server.log.all().some(carriesGuard)).toBe(true);
});

test('settings that cannot be read stop the source, say why, and can be set again', async () => {
  const { fold, path, proxy, id } = await guarded();
  await fold.close();
  const catalogue = await openCatalogue({ path });
  await catalogue.database.kysely.updateTable('source_access').set({ ciphertext: 'nonsense' }).execute();
  await catalogue.close();
  const again = await openAt(path);
  const says = expect.stringMatching(/stored access settings of source .* cannot be read: .*; set or clear them again/);
  expect(await again.sources.list()).toMatchObject([{ accessProblem: says }]);
  const stopped = { code: 'conflict', remedy: 'never', sourceId: id, message: says };
  expect(await failure(again.connections.connect(id))).toMatchObject(stopped);
  expect(await failure(again.sources.access(id))).toMatchObject(stopped);
  expect(await failure(again.loginContext({ source: id }))).toMatchObject(stopped);
  expect(await failure(again.sync.run(id))).toMatchObject(stopped);
  expect(proxy.refused).toEqual([]);
  await again.sources.setAccess(id, accessTo(proxy));
  expect(await again.sources.list()).not.toMatchObject([{ accessProblem: says }]);
  expect((await again.connections.connect(id)).chosen).toMatchObject({ uri: proxy.url });
});

test('a source whose settings cannot be read can be removed', async () => {
  const { fold, path, id } = await guarded();
  await fold.close();
  const catalogue = await openCatalogue({ path });
  await catalogue.database.kysely.updateTable('source_access').set({ ciphertext: 'nonsense' }).execute();
  await catalogue.close();
  const again = await openAt(path);
  expect(await again.sources.remove(id)).toMatchObject({
    revoked: false,
    reason: expect.stringContaining('cannot be read'),
  });
  expect(await again.sources.list()).toEqual([]);
});
