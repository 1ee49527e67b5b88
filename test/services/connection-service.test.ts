import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../../src/models/connection.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { type Addresses, askedAt, at, credentialsIn, deadUrl, few, household } from './household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, plex } from './setting.ts';

describe('which address is chosen', () => {
  test('a good one among dead ones; the relay is not even asked', async () => {
    // With a clock that stands still, everybody who could be better is heard out.
    const dead = await deadUrl('https');
    const addresses = ({ server, relay }: Addresses) => [at(dead), at(server), at(relay, 'relay')];
    const { fold, source, server, account, relayUrl } = await household(addresses, new FakeClock());
    const { chosen, reason, state, results } = await fold.connections.connect(source.id);
    expect(chosen).toEqual({ uri: server.url, kind: 'local', secure: false });
    expect(state).toMatchObject({ status: 'online', connection: chosen });
    expect(reason).toContain('the only good one, 1 is not');
    expect(results.map(({ candidate, outcome }) => [candidate.uri, outcome])).toEqual([
      [server.url, 'ok'],
      [dead, 'refused'],
      [relayUrl, 'cancelled'],
    ]);
    expect(askedAt(server.log, server.url).length).toBeGreaterThan(0);
    expect(askedAt(server.log, relayUrl)).toEqual([]);
    expect(account.plexTv.log.all()).toEqual([]);
  });

  test('with `all` everybody is heard out, the relay too, and it still is not chosen', async () => {
    const { fold, source, server, relayUrl, dead } = await household(({ server, relay, dead }) => [
      at(relay, 'relay'),
      at(dead),
      at(server),
    ]);
    const { chosen, results } = await fold.connections.connect(source.id, { all: true });
    expect(chosen?.uri).toBe(server.url);
    const outcomes = Object.fromEntries(results.map(({ candidate, outcome }) => [candidate.uri, outcome]));
    expect(outcomes).toMatchObject({ [server.url]: 'ok', [relayUrl]: 'ok', [dead]: 'refused' });
  });

  test('the relay, when nothing else answers; it is not remembered as the good one', async () => {
    const { fold, source, server, relayUrl } = await household(({ relay, dead }) => [at(dead), at(relay, 'relay')]);
    // The account names the server's own address too.
    server.faults.add({ action: { kind: 'reset' } });
    expect((await fold.connections.connect(source.id)).chosen).toMatchObject({ uri: relayUrl, kind: 'relay' });
    expect(await fold.sources.list()).not.toMatchObject([{ connection: expect.anything() }]);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('a worse one that works, when the local one refuses the credential', async () => {
    const { fold, source, server, relayUrl } = await household(({ server, relay }) => [
      at(server),
      at(relay, 'direct'),
    ]);
    server.faults.add({ path: '/', action: { kind: 'status', status: 401 } });
    const { chosen, results, state } = await fold.connections.connect(source.id, { all: true });
    expect(chosen).toMatchObject({ uri: relayUrl, kind: 'direct' });
    expect(state.status).toBe('online');
    expect(results.find(({ candidate }) => candidate.uri === server.url)).toMatchObject({ outcome: 'unauthorized' });
  });

  test('one that was good is remembered over a restart, and plex.tv is not asked', async () => {
    const { fold, source, server, account, path } = await household(({ server, dead }) => [at(dead), at(server)]);
    await fold.connections.connect(source.id);
    await fold.close();
    const again = await openAt(path, { plexTvUrl: account.plexTv.url });
    expect(await again.sources.list()).toMatchObject([{ connection: { uri: server.url } }]);
    const { results } = await again.connections.connect(source.id);
    expect(results[0]?.candidate).toMatchObject({ uri: server.url, origin: 'remembered' });
    expect(account.plexTv.log.all()).toEqual([]);
  });

  test('when no stored one answers, plex.tv is asked, and its addresses are stored', async () => {
    const { fold, source, server, account, path } = await household(({ dead }) => [at(dead)]);
    expect((await fold.connections.connect(source.id)).chosen?.uri).toBe(server.url);
    expect(account.plexTv.log.to('/api/v2/resources')).toHaveLength(1);
    await fold.close();
    account.plexTv.log.clear();
    const again = await openAt(path, { plexTvUrl: account.plexTv.url });
    expect((await again.connections.connect(source.id)).chosen?.uri).toBe(server.url);
    expect(account.plexTv.log.all()).toEqual([]);
  });
});

describe('who gets the credential', () => {
  test('not another Plex server that stands at a remembered address', async () => {
    const other = await plex(few, { name: 'Somebody else' });
    const { fold, source } = await household(() => [at(other.server.url)]);
    const { chosen, results } = await fold.connections.connect(source.id);
    expect(results.find(({ candidate }) => candidate.uri === other.server.url)?.outcome).toBe('wrong-server');
    expect(chosen?.uri).not.toBe(other.server.url);
    const asked = other.server.log.all();
    expect(asked.map(({ path }) => path)).toEqual(['/identity']);
    expect(credentialsIn(asked)).toEqual([]);
  });

  test('not another Jellyfin server', async () => {
    const [mine, other] = [await jellyfin(few), await jellyfin(few, { name: 'Somebody else' })];
    const fold = await openAt(catalogueFile());
    const login = await jellyfinLogin(fold, mine);
    const { source } = await fold.signIn.add({ ...login, candidates: [at(other.url), at(mine.url, 'direct')] });
    mine.log.clear();
    const { chosen, results } = await fold.connections.connect(source.id);
    expect(chosen?.uri).toBe(mine.url);
    expect(results.find(({ candidate }) => candidate.uri === other.url)?.reason).toContain('Somebody else');
    expect(other.log.all().length).toBeGreaterThan(0);
    expect(credentialsIn(other.log.all())).toEqual([]);
    // The same look finds it where it belongs.
    expect(credentialsIn(mine.log.all()).length).toBeGreaterThan(0);
  });
});

describe('when none is good', () => {
  test('only refusals: a person has to sign in, and the state is stored', async () => {
    const { fold, source, server, account } = await household(({ server, dead }) => [at(dead), at(server)]);
    const states: ConnectionState['status'][] = [];
    fold.connections.onState((_, { status }) => states.push(status));
    account.revokeAccountToken();
    server.rotateAccessToken();
    const { chosen, state, reason } = await fold.connections.connect(source.id);
    expect([chosen, state.status]).toEqual([undefined, 'needs-sign-in']);
    expect(reason).toContain('sign in again');
    expect(states).toEqual(['connecting', 'needs-sign-in']);
    expect(await fold.sources.list()).toMatchObject([{ needsSignIn: reason }]);
    await expect(fold.connections.backend(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('nobody answers: offline, with the reason of every address, and it recovers by itself', async () => {
    const clock = new FakeClock();
    const { fold, source, server, relayUrl, dead } = await household(
      ({ server, relay, dead }) => [at(dead), at(server), at(relay, 'relay')],
      clock,
    );
    server.faults.add({ action: { kind: 'reset' } });
    server.relay?.faults.add({ action: { kind: 'status', status: 502 } });
    const { state, reason } = await fold.connections.connect(source.id);
    expect(state.status).toBe('offline');
    for (const part of [dead, 'nothing listens there', server.url, 'broke off', relayUrl, '502']) {
      expect(reason).toContain(part);
    }
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);
    server.faults.clear();
    const asked = server.log.all().length;
    await expect(fold.connections.backend(source.id)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterMs: expect.any(Number),
    });
    expect(server.log.all().length).toBe(asked);
    await clock.advance(2_000);
    expect((await fold.connections.backend(source.id)).connection?.uri).toBe(server.url);
  });

  test('plex.tv is away too: the stored addresses stay, and it is no sign-in problem', async () => {
    const { fold, source, server, account } = await household(({ server }) => [at(server)]);
    server.rotateAccessToken();
    account.plexTv.faults.add({ action: { kind: 'status', status: 502 } });
    const { state, reason } = await fold.connections.connect(source.id);
    expect(state.status).toBe('offline');
    expect(reason).toContain('could not be renewed now');
    account.plexTv.faults.clear();
    expect((await fold.connections.connect(source.id)).state.status).toBe('online');
  });

  test.each(['loading', 'setup'] as const)('a Jellyfin server that is in its phase "%s" is starting', async (phase) => {
    const server = await jellyfin(few);
    const fold = await openAt(catalogueFile());
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
    server.setStartUp(phase);
    const { state, results } = await fold.connections.connect(source.id);
    expect(state.status).toBe('offline');
    const mine = results.find(({ candidate }) => candidate.uri === server.url);
    expect(mine?.outcome).toBe('starting');
  });

  test('a Plex server under maintenance is starting', async () => {
    const { fold, source, server } = await household(({ server }) => [at(server)]);
    server.setStartUp('maintenance');
    const { results } = await fold.connections.connect(source.id);
    expect(results.find(({ candidate }) => candidate.uri === server.url)?.outcome).toBe('starting');
  });
});
