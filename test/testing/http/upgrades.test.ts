import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createLiveSockets, type LiveSockets, refuseUpgrade } from '../../../src/testing/http/live-sockets.ts';
import { type Running, serve, until } from './harness.ts';

interface Echo extends Running {
  readonly sockets: LiveSockets;
}

/** A server whose socket says every text back. */
async function echo(): Promise<Echo> {
  const sockets = createLiveSockets();
  const running = await serve({
    upgrade: (upgrade) => {
      if (upgrade.request.url === '/closed') {
        refuseUpgrade(upgrade, 403);
        return 403;
      }
      sockets.accept(upgrade, (socket) => ({ onText: (text) => socket.send(text), onClose: () => {} }));
      return 101;
    },
  });
  return { ...running, sockets };
}

interface Peer {
  readonly socket: WebSocket;
  readonly heard: string[];
  /** `open`, `status 403`, `closed 1000`, in their order. */
  readonly events: string[];
}

function peer(url: string): Peer {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const heard: string[] = [];
  const events: string[] = [];
  socket.on('open', () => events.push('open'));
  socket.on('message', (data) => heard.push(String(data)));
  socket.on('unexpected-response', (_request, response) => events.push(`status ${response.statusCode}`));
  socket.on('close', (code) => events.push(`closed ${code}`));
  socket.on('error', () => {});
  return { socket, heard, events };
}

describe('upgrades', () => {
  it('are logged with their status, and talk', async () => {
    const { url, log } = await echo();
    const { socket, heard, events } = peer(`${url}/socket?a=1`);
    await until(() => events.includes('open'));
    socket.send('hello');
    await until(() => heard.length === 1);
    expect(heard).toEqual(['hello']);
    expect(log.to('/socket').map(({ status, query }) => [status, query.get('a')])).toEqual([[101, '1']]);
  });

  it('are refused with a status', async () => {
    const { url, log } = await echo();
    const { events } = peer(`${url}/closed`);
    await until(() => events.length === 1);
    expect(events).toEqual(['status 403']);
    expect(log.to('/closed').map(({ status }) => status)).toEqual([403]);
  });

  it('suffer the faults of requests', async () => {
    const { url, faults } = await echo();
    faults.add({ times: 1, action: { kind: 'status', status: 503 } });
    faults.add({ times: 1, action: { kind: 'reset' } });
    const refused = peer(url);
    await until(() => refused.events.length === 1);
    const reset = peer(url);
    await until(() => reset.events.length === 1);
    const third = peer(url);
    await until(() => third.events.length === 1);
    expect([refused.events, reset.events, third.events]).toEqual([['status 503'], ['closed 1006'], ['open']]);
  });

  it('die without a close: nothing is said, and new ones live', async () => {
    const { url, sockets } = await echo();
    const dead = peer(url);
    await until(() => dead.events.length === 1);
    sockets.goSilent();
    dead.socket.send('anybody?');
    dead.socket.ping();
    let ponged = false;
    dead.socket.on('pong', () => {
      ponged = true;
    });
    const alive = peer(url);
    await until(() => alive.events.length === 1);
    alive.socket.send('here');
    await until(() => alive.heard.length === 1);
    expect([dead.heard, dead.events, ponged, sockets.open]).toEqual([[], ['open'], false, 2]);
  });

  it('are cut, or closed with a code', async () => {
    const { url, sockets } = await echo();
    const first = peer(url);
    await until(() => first.events.length === 1);
    sockets.cut();
    await until(() => first.events.length === 2);
    const second = peer(url);
    await until(() => second.events.length === 1);
    sockets.close(1001);
    await until(() => second.events.length === 2);
    expect([first.events, second.events]).toEqual([
      ['open', 'closed 1006'],
      ['open', 'closed 1001'],
    ]);
    await until(() => sockets.open === 0);
  });
});
