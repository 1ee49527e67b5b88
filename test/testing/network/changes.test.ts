import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PlaceBehaviour } from '../../../src/testing/network/behaviour.ts';
import { createNetwork } from '../../../src/testing/network/network.ts';
import type { Place } from '../../../src/testing/network/place.ts';
import { until } from '../../until.ts';
import { ask, fetched, houseOfFile, network, place } from './setting.ts';

const house = houseOfFile();

it('an address dies and comes back at the same port, and what was open is reset', async () => {
  const server = await place({ server: house().plex });
  expect(await fetched(`${server.uri}/identity`)).toBe(200);
  await server.become({ kind: 'dead' });
  expect(await fetched(`${server.uri}/identity`)).toBe('ECONNREFUSED');
  await server.become({ kind: 'dead' });
  await server.become({ kind: 'open' });
  expect(await fetched(`${server.uri}/identity`)).toBe(200);
});

it('says when somebody has taken its port meanwhile', async () => {
  const server = await place({ server: house().plex });
  await server.become({ kind: 'dead' });
  const other = createServer().listen(server.port, server.host);
  await once(other, 'listening');
  await expect(server.become({ kind: 'open' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
  await once(other, 'close');
  await server.become({ kind: 'open' });
  expect(await fetched(`${server.uri}/identity`)).toBe(200);
});

it('a request that is swallowed goes on when the way is free again', async () => {
  const server = await place({ server: house().plex, behaviour: { kind: 'silent' } });
  const asked = fetched(`${server.uri}/identity`);
  await until(() => server.log.all().length === 1);
  await server.become({ kind: 'open' });
  expect(await asked).toBe(200);
  expect(server.connections).toBe(1);
});

const other = (): PlaceBehaviour => ({ kind: 'another-server', server: house().otherPlex });

it.each<readonly [name: string, to: () => PlaceBehaviour, stays: boolean]>([
  ['silent', () => ({ kind: 'silent' }), true],
  ['half-open', () => ({ kind: 'half-open', requests: 5 }), true],
  ['starting', () => ({ kind: 'starting', as: 'plex' }), true],
  ['refuses-token', () => ({ kind: 'refuses-token' }), true],
  ['another server', other, false],
  ['a portal', () => ({ kind: 'portal' }), false],
  ['dead', () => ({ kind: 'dead' }), false],
])('open connections and the change to %s', async (_name, to, stays) => {
  const server = await place({ server: house().plex });
  const { socket, gone } = await openSocket(server);
  await server.become(to());
  if (stays) {
    const heard = once(socket, 'message');
    await server.become({ kind: 'open' });
    house().plex.scanStorm(1);
    await heard;
    socket.terminate();
  }
  await gone;
});

it('a websocket goes through, stops in silence, and is on record', async () => {
  const { plex } = house();
  const server = await place({ server: plex });
  const { socket, gone } = await openSocket(server);
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  expect(server.log.to('/:/websockets/notifications')).toMatchObject([{ status: 101 }]);
  plex.scanStorm(1);
  await until(() => heard.length > 0);
  await server.become({ kind: 'silent' });
  const before = heard.length;
  plex.scanStorm(1);
  // Another way to the same server shows that it has spoken by now.
  expect((await ask(`${plex.url}/identity`)).status).toBe(200);
  expect(heard).toHaveLength(before);
  await server.become({ kind: 'open' });
  await until(() => heard.length > before);
  socket.close();
  await gone;
});

it.each<readonly [name: string, behaviour: () => PlaceBehaviour, status: number]>([
  ['a portal', () => ({ kind: 'portal' }), 200],
  ['one that starts', () => ({ kind: 'starting', as: 'plex' }), 503],
  ['one that refuses tokens', () => ({ kind: 'refuses-token' }), 401],
])('a websocket is refused by %s', async (_name, behaviour, status) => {
  const server = await place({ server: house().plex, behaviour: behaviour() });
  const met = await new Promise((resolve) => {
    new WebSocket(socketUrl(server))
      .on('unexpected-response', (_request, response) => resolve(response.statusCode))
      .on('error', () => undefined);
  });
  expect(met).toBe(status);
});

it('the story tells who was asked what, and who got which credential', async () => {
  const { plex } = house();
  const net = network({ clock: { now: () => 1_000, sleep: () => Promise.resolve() } });
  const [lan, relay] = [
    await net.add({ server: plex, label: 'lan', behaviour: { kind: 'starting', as: 'plex' } }),
    await net.add({ server: plex, label: 'relay' }),
  ];
  await ask(`${lan.uri}/identity`);
  await ask(`${relay.uri}/identity`);
  await ask(`${relay.uri}/library/sections?X-Plex-Token=wrong-one`);
  const request = { at: 1_000, method: 'GET', path: '/identity', status: 200, token: false };
  expect(net.story()).toEqual([
    { label: 'lan', uri: lan.uri, connections: 1, requests: [{ ...request, status: 503 }], tokens: [] },
    {
      label: 'relay',
      uri: relay.uri,
      connections: 2,
      requests: [request, { ...request, path: '/library/sections', status: 401, token: true }],
      tokens: ['wrong-one'],
    },
  ]);
  net.clear();
  expect(net.story().map(({ connections, requests, tokens }) => [connections, requests, tokens])).toEqual([
    [0, [], []],
    [0, [], []],
  ]);
});

it('leaves nothing open, whatever was going on', async () => {
  const { plex } = house();
  const listening = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
  /** plex.tv, two Plex servers and a Jellyfin server. */
  const servers = 4;
  await until(() => listening() === servers);
  // No part of the network sleeps for real here: a delay never ends by itself.
  const net = createNetwork({ clock: { now: () => 0, sleep: (_ms, signal) => untilAborted(signal) } });
  const behaviours: readonly PlaceBehaviour[] = [
    { kind: 'open' },
    { kind: 'open', delayMs: 1 },
    { kind: 'slow', ms: 1 },
    { kind: 'silent' },
    { kind: 'half-open', requests: 0 },
    { kind: 'dead' },
  ];
  const places = await Promise.all(behaviours.map((behaviour) => net.add({ server: plex, behaviour })));
  const secure = await net.add({ server: plex, secure: true, behaviour: { kind: 'silent' } });
  const asked = places.map(({ uri }) => fetched(`${uri}/identity`));
  const unheard = ask(`${secure.uri}/identity`, net.ca);
  await until(() => places.every(({ behaviour, log }) => behaviour.kind === 'dead' || log.all().length === 1));
  await until(() => secure.connections === 1);
  await asked[0];
  // All seven but the dead one.
  expect(listening()).toBe(servers + places.length);
  await net.close();
  const outcomes = await Promise.all(asked);
  expect(outcomes[0]).toBe(200);
  expect(outcomes.slice(1).every((outcome) => typeof outcome === 'string')).toBe(true);
  expect((await unheard).code).toBe('ECONNRESET');
  for (const { uri } of places) expect(await fetched(`${uri}/identity`)).toBe('ECONNREFUSED');
  await until(() => listening() === servers);
  await expect(net.add({ server: plex })).rejects.toThrow('closed');
});

function untilAborted(signal?: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('closed')), { once: true });
  });
}

function socketUrl({ uri }: Place): string {
  return `${uri.replace(/^http/, 'ws')}/:/websockets/notifications?X-Plex-Token=${house().plex.accessToken}`;
}

async function openSocket(server: Place): Promise<{ readonly socket: WebSocket; readonly gone: Promise<unknown> }> {
  const socket = new WebSocket(socketUrl(server));
  socket.on('error', () => undefined);
  const gone = once(socket, 'close');
  await once(socket, 'open');
  return { socket, gone };
}
