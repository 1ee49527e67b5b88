import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { FakeClock, type MockJellyfin } from '../../src/testing/index.ts';
import { until } from '../until.ts';
import { passing, plexHome } from './connect/home.ts';
import { credentialsIn, deadUrl, few } from './household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, plex, plexLogin } from './setting.ts';

interface Home {
  readonly server: MockJellyfin;
  readonly fold: Mediafold;
  readonly source: Source;
}

async function home(): Promise<Home> {
  const server = await jellyfin(few);
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  server.log.clear();
  return { server, fold, source };
}

/** The same server under another name, as a person would write it. */
const byName = ({ url }: MockJellyfin): string => url.replace('127.0.0.1', 'localhost');
const uris = async (fold: Mediafold, { id }: Source): Promise<readonly string[]> =>
  (await fold.addresses.list(id)).map(({ uri }) => uri);

describe('the addresses of a source', () => {
  test('are listed with what was found the last time, the good one first', async () => {
    const { fold, source, server } = await home();
    const dead = await deadUrl();
    await fold.addresses.add(source.id, dead);
    const [first, second] = await fold.addresses.list(source.id);
    expect(first).toMatchObject({ uri: server.url, last: { outcome: 'ok', at: expect.any(Number) } });
    expect(first?.last?.goodAt).toBe(first?.last?.at);
    expect(second).toMatchObject({ uri: dead, origin: 'typed', last: { outcome: 'refused' } });
    expect(second?.last).not.toHaveProperty('goodAt');
  });

  test('of an unknown source are none of ours', async () => {
    const { fold, source } = await home();
    const unknown = { ...source, id: 'nobody' as Source['id'] };
    await expect(fold.addresses.list(unknown.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(fold.addresses.add(unknown.id, 'nas')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an address that a person types', () => {
  test('is kept in the meaning at which the server answers', async () => {
    const { fold, source, server } = await home();
    const typed = ` ${byName(server).replace('http://', '').toUpperCase()}/ `;
    const { added, remark } = await fold.addresses.add(source.id, typed);
    expect(added.map(({ candidate, outcome }) => [candidate.uri, outcome])).toEqual([[byName(server), 'ok']]);
    expect(remark).toBeUndefined();
    expect(await uris(fold, source)).toEqual([server.url, byName(server)]);
  });

  test('is refused when another server answers, and that one gets no credential', async () => {
    const { fold, source, server } = await home();
    const other = await jellyfin(few, { name: 'Cellar' });
    await expect(fold.addresses.add(source.id, other.url)).rejects.toMatchObject({
      code: 'wrong-server',
      sourceId: source.id,
      message: expect.stringContaining('"Cellar"'),
    });
    expect(await uris(fold, source)).toEqual([server.url]);
    expect(other.log.all()).not.toEqual([]);
    expect(credentialsIn(other.log.all())).toEqual([]);
  });

  test('is kept when it is a whole URL, although nobody answers now', async () => {
    const { fold, source } = await home();
    const dead = await deadUrl();
    const { added, remark } = await fold.addresses.add(source.id, `${dead}/jelly/`);
    expect(added.map(({ candidate }) => candidate.uri)).toEqual([`${dead}/jelly`]);
    expect(remark).toContain('nothing listens there');
    expect(await uris(fold, source)).toContain(`${dead}/jelly`);
  });

  test('is not kept when it is less than a URL and nobody answers', async () => {
    const { fold, source, server } = await home();
    const dead = (await deadUrl()).replace('http://', '');
    await expect(fold.addresses.add(source.id, dead)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('write it as a whole URL'),
    });
    await expect(fold.addresses.add(source.id, 'ann:t0ps3cret@nas')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.not.stringContaining('t0ps3cret'),
    });
    expect(await uris(fold, source)).toEqual([server.url]);
  });

  test('is kept with a remark when the server refuses the sign-in there', async () => {
    const { fold, source, server } = await home();
    server.revokeTokens();
    const { added, remark } = await fold.addresses.add(source.id, byName(server));
    expect(added.map(({ outcome }) => outcome)).toEqual(['unauthorized']);
    expect(remark).toContain('Sign in again');
  });

  test('brings a source back that was looked for in vain', async () => {
    const { fold, source, server } = await home();
    const dead = await deadUrl();
    await fold.addresses.add(source.id, dead);
    await fold.addresses.remove(source.id, server.url);
    await fold.connections.connect(source.id);
    expect(fold.connections.state(source.id).status).toBe('offline');
    await fold.addresses.add(source.id, server.url);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { uri: server.url } });
  });

  test('is used at once when it is a better way than the one in use', async () => {
    const clock = new FakeClock();
    const places = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
    const linked = await plexHome({ places, stored: ['away'], clock, serverTokenOnly: true });
    const { fold, source, told } = linked;
    const { home: near, away: far } = linked.places;
    await passing(clock, 50, fold.connections.connect(source.id));
    expect(told()).toEqual(['connecting', 'online direct']);
    await passing(clock, 50, fold.addresses.add(source.id, near.uri));
    // At once, or as soon as it has answered again.
    await passing(
      clock,
      50,
      until(() => fold.connections.state(source.id).status === 'online' && told().at(-1) === 'online local'),
    );
    // A worse way changes nothing.
    await fold.addresses.remove(source.id, far.uri);
    await passing(clock, 50, fold.addresses.add(source.id, far.uri));
    expect(told()).toEqual([]);
  });

  test('is theirs from then on, whoever named it before', async () => {
    const { account, server } = await plex(few);
    const fold = await openAt(catalogueFile(), { plexTvUrl: account.plexTv.url });
    const { source } = await fold.signIn.add(await plexLogin(fold, { account }));
    const dead = await deadUrl();
    account.plexTv.faults.add({ path: '/api/v2/resources', action: { kind: 'replace', from: server.url, to: dead } });
    await fold.connections.connect(source.id, { all: true });
    const originOf = async (uri: string): Promise<string | undefined> =>
      (await fold.addresses.list(source.id)).find((each) => each.uri === uri)?.origin;
    expect(await originOf(dead)).toBe('account');
    await fold.addresses.add(source.id, dead);
    expect(await originOf(dead)).toBe('typed');
  });

  test('goes for Plex, too', async () => {
    const { account, server } = await plex(few);
    const fold = await openAt(catalogueFile(), { plexTvUrl: account.plexTv.url });
    const { source } = await fold.signIn.add(await plexLogin(fold, { account }));
    const typed = server.url.replace('127.0.0.1', 'localhost');
    await fold.addresses.add(source.id, typed.replace('http://', ''));
    expect(await uris(fold, source)).toContain(typed);
  });
});

describe('an address that is not wanted', () => {
  test('is gone, however it is written, and another one is used at once', async () => {
    const { fold, source, server } = await home();
    await fold.addresses.add(source.id, byName(server));
    await fold.connections.connect(source.id);
    const state = fold.connections.state(source.id);
    const inUse = state.status === 'online' ? state.connection.uri : '';
    await fold.addresses.remove(source.id, `${inUse.toUpperCase().replace('HTTP', 'http')}/`);
    expect(await uris(fold, source)).not.toContain(inUse);
    const now = fold.connections.state(source.id);
    expect(now.status === 'online' && now.connection.uri).toBe(
      [server.url, byName(server)].find((uri) => uri !== inUse),
    );
  });

  test('has to be there', async () => {
    const { fold, source, server } = await home();
    await expect(fold.addresses.remove(source.id, 'http://nas:1')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(server.url),
    });
    await expect(fold.addresses.pin(source.id, 'no address at all')).rejects.toMatchObject({ code: 'not-found' });
  });
});
describe('a pinned address', () => {
  test('is the only one that is used, until it is unpinned', async () => {
    const { fold, source, server } = await home();
    const dead = await deadUrl();
    await fold.addresses.add(source.id, dead);
    const pinned = await fold.addresses.pin(source.id, dead);
    expect(pinned.state.status).toBe('offline');
    expect(pinned.results.map(({ candidate }) => candidate.uri)).toEqual([dead]);
    expect(await fold.addresses.list(source.id)).toMatchObject([{ uri: dead, pinned: true }, { uri: server.url }]);
    await expect(fold.connections.backend(source.id)).rejects.toMatchObject({ code: 'unavailable' });
    const free = await fold.addresses.pin(source.id, undefined);
    expect(free.chosen?.uri).toBe(server.url);
  });
});
