import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createPlexBackend,
  plexServersOf,
  plexServerTokenAuth,
  signInWithPlexServerToken,
  startPlexPin,
} from '../../../src/backends/plex/plex.ts';
import { environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import { contextOf, hurriedClock, identity, login } from './setting.ts';

const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 1 } };
let clock = hurriedClock();
let mock: MockPlex;

beforeEach(async () => {
  clock = hurriedClock();
  mock = await startMockPlex({
    world: createWorld(5),
    clock,
    servers: [
      { name: 'Mine', holdings, relay: true },
      { name: 'Theirs', holdings, owned: false },
    ],
  });
});

afterEach(() => mock.close());

const hurried = (): ReturnType<typeof login> => login(mock.plexTv, { clock });

describe('a PIN', () => {
  it('gives every server with the token that this server takes', async () => {
    const flow = await startPlexPin(hurried());
    expect(flow.prompt.code).toHaveLength(4);
    expect(flow.prompt.url).toBe(`https://plex.tv/link?pin=${flow.prompt.code}`);
    expect(flow.prompt.expiresAt).toBe(clock.now() + 900_000);
    const waiting = flow.wait();
    mock.approvePin(flow.prompt.code);
    const servers = await waiting;
    expect(servers.map(({ name }) => name)).toEqual(['Mine', 'Theirs']);
    const [mine, theirs] = servers;
    expect(mine).toMatchObject({ userId: mock.account.uuid, userName: 'Robin', deviceId: identity.deviceId });
    expect(mine).not.toHaveProperty('ownerName');
    expect(theirs?.ownerName).toBeTypeOf('string');
    expect(mine?.candidates.map(({ kind }) => kind)).toEqual(['local', 'relay']);
    if (theirs?.credential.type !== 'plex-token') throw new Error('a plex token was expected');
    const { accountToken, serverToken } = theirs.credential;
    expect(serverToken?.reveal()).not.toBe(accountToken.reveal());
    expect(serverToken?.reveal()).toBe(mock.servers[1]?.accessToken);
    for (const shown of [inspect(servers, { depth: 9 }), JSON.stringify(servers)]) {
      expect(shown).not.toContain(accountToken.reveal());
      expect(shown).not.toContain(serverToken?.reveal());
    }
  });

  it('asks once a second until somebody agrees, whatever the network does meanwhile', async () => {
    const flow = await startPlexPin(hurried());
    const path = /^\/api\/v2\/pins\/\d+$/;
    mock.plexTv.faults.add({ path, times: 1, action: { kind: 'reset' } });
    mock.plexTv.faults.add({ path, times: 1, action: { kind: 'status', status: 502 } });
    mock.plexTv.faults.add({ path, times: 2, action: { kind: 'status', status: 429 } });
    mock.plexTv.faults.add({ path, times: 1, action: { kind: 'body', body: '<html>', contentType: 'text/html' } });
    const waiting = flow.wait();
    while (mock.plexTv.log.to(path).length < 7) await new Promise(setImmediate);
    mock.approvePin(flow.prompt.code);
    expect(await waiting).toHaveLength(2);
    expect(clock.pauses.slice(0, 6)).toEqual([1_000, 1_000, 5_000, 10_000, 1_000, 1_000]);
  });

  it('runs out', async () => {
    const flow = await startPlexPin(hurried());
    mock.expirePins();
    await expect(flow.wait()).rejects.toMatchObject({
      code: 'token-expired',
      message: expect.stringMatching(/ask for a new one/),
    });
    const other = await startPlexPin(hurried());
    clock.advance(900_000);
    mock.plexTv.log.clear();
    await expect(other.wait()).rejects.toMatchObject({ code: 'token-expired' });
    // The one look for a person who agreed at the last moment.
    expect(mock.plexTv.log.all()).toHaveLength(1);
  });

  it('can be given up', async () => {
    const stop = new AbortController();
    const flow = await startPlexPin(hurried());
    const waiting = flow.wait({ signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('has a long code for the web page, in the fragment', async () => {
    const flow = await startPlexPin({ ...hurried(), strong: true, forwardUrl: 'app://back?a=b' });
    const url = new URL(flow.prompt.url);
    expect(url.search).toBe('');
    const parameters = new URLSearchParams(url.hash.replace(/^#\?/, ''));
    expect(parameters.get('code')).toBe(flow.prompt.code);
    expect(parameters.get('clientID')).toBe(identity.deviceId);
    expect(parameters.get('context[device][product]')).toBe(identity.product);
    expect(parameters.get('forwardUrl')).toBe('app://back?a=b');
    expect(flow.prompt.code.length).toBeGreaterThan(10);
  });
});

describe('an account token', () => {
  it('is refused when plex.tv does not know it, without a word of it', async () => {
    const failure = await plexServersOf(secret('no-such-token'), hurried()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(inspect(failure)).not.toContain('no-such-token');
  });

  it('is taken without the blanks around it; one that cannot be sent is no failure of the network', async () => {
    const [found] = await plexServersOf(secret(` ${mock.account.token}\r\n`), hurried());
    const { credential } = found ?? {};
    expect(credential?.type === 'plex-token' && credential.accountToken.reveal()).toBe(mock.account.token);
    const quoted = plexServersOf(secret(`“${mock.account.token}”`), hurried());
    await expect(quoted).rejects.toMatchObject({ code: 'invalid-argument', remedy: 'never' });
  });

  it('can be given up like every other login', async () => {
    mock.plexTv.faults.add({ action: { kind: 'black-hole' } });
    const abort = new AbortController();
    const looking = plexServersOf(secret(mock.account.token), hurried(), { signal: abort.signal });
    abort.abort();
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('waits for servers that are not there yet', async () => {
    const path = '/api/v2/resources';
    mock.plexTv.faults.add({ path, times: 1, action: { kind: 'body', body: '[]', contentType: 'application/json' } });
    expect(await plexServersOf(secret(mock.account.token), hurried())).toHaveLength(2);
  });

  it('says what to do when there is no server', async () => {
    const player = [{ clientIdentifier: 'tv', provides: 'client,player', accessToken: null, connections: [] }];
    const body = JSON.stringify(player);
    mock.plexTv.faults.add({ path: '/api/v2/resources', action: { kind: 'body', body, contentType: 'text/json' } });
    await expect(plexServersOf(secret(mock.account.token), hurried())).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/share one/),
    });
  });

  it('never stores a JWT as a server token', async () => {
    const servers = [{ clientIdentifier: 'm1', provides: 'server', accessToken: 'eyJhbGciOi.e30.x', owned: true }];
    const body = JSON.stringify(servers);
    mock.plexTv.faults.add({ path: '/api/v2/resources', action: { kind: 'body', body, contentType: 'text/json' } });
    await expect(plexServersOf(secret(mock.account.token), hurried())).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('a server token', () => {
  it('opens the server that was typed, and no other needs to be asked', async () => {
    const [, theirs] = mock.servers;
    if (theirs === undefined) throw new Error('no server');
    const token = secret(theirs.accessToken);
    const url = theirs.url.replace('http://', '');
    const server = await signInWithPlexServerToken({ environment: environment(), identity, url, token });
    expect(server).toMatchObject({
      name: 'Theirs',
      serverId: theirs.machineIdentifier,
      userId: 'owner',
    });
    expect(server.candidates[0]).toEqual({ uri: theirs.url, origin: 'typed', kind: 'local', secure: false });
    expect(mock.plexTv.log.all()).toHaveLength(0);
    const [first] = theirs.log.all();
    expect(first).toMatchObject({ path: '/identity' });
    expect(first?.headers['x-plex-token']).toBeUndefined();
  });

  it('is refused by a server that does not know it', async () => {
    const [mine] = mock.servers;
    const given = { environment: environment(), identity, url: mine?.url ?? '', token: secret('wrong-secret') };
    const failure = await signInWithPlexServerToken(given).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(inspect(failure)).not.toContain('wrong-secret');
  });

  it('may be empty where nobody has claimed the server', async () => {
    const free = await startMockPlex({ world: createWorld(6), servers: [{ holdings, claimed: false }] });
    try {
      const [server] = free.servers;
      if (server === undefined) throw new Error('no server');
      const given = { environment: environment(), identity, url: server.url, token: secret('') };
      const signedIn = await signInWithPlexServerToken(given);
      if (signedIn.credential.type !== 'plex-server-token') throw new Error('a server token was expected');
      const context = contextOf(free, server);
      const backend = createPlexBackend(plexServerTokenAuth(signedIn.credential, context), context);
      backend.useConnection({ uri: server.url, kind: 'local', secure: false });
      expect(await backend.libraries()).toHaveLength(2);
      expect(backend.discovery).toBeUndefined();
      expect(server.log.all().every(({ headers }) => headers['x-plex-token'] === undefined)).toBe(true);
    } finally {
      await free.close();
    }
  });

  it('says that nobody is there', async () => {
    const given = { environment: environment(), identity, url: 'http://127.0.0.1:1', token: secret('t') };
    await expect(signInWithPlexServerToken(given)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
