import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jellyfinLan } from '../../../src/backends/jellyfin/jellyfin-lan.ts';
import type { FoundServer } from '../../../src/backends/lan-protocol.ts';
import { plexLan } from '../../../src/backends/plex/plex-lan.ts';
import { systemClock } from '../../../src/models/clock.ts';
import { serverId } from '../../../src/models/ids.ts';
import { discoverLan, type LanTarget } from '../../../src/services/connect/discover-lan.ts';
import { createLanAddresses } from '../../../src/services/connect/lan-addresses.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { few } from '../household.ts';
import { jellyfin, plex } from '../setting.ts';

const protocols = [plexLan, jellyfinLan];
const at = (port: number | undefined): LanTarget => ({ address: '127.0.0.1', port: port ?? 0 });

/** Once those that are being closed are gone. */
async function openSockets(): Promise<number> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;
}

/** Something on the network that answers whatever it likes. */
async function answering(answer: (socket: Socket, port: number, address: string) => void): Promise<LanTarget> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.on('message', (_, from) => answer(socket, from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return at(socket.address().port);
}

const says = (...texts: readonly (string | Buffer)[]): Promise<LanTarget> =>
  answering((socket, port, address) => {
    for (const text of texts) socket.send(text, port, address);
  });

const jellyfinSays = (id: string, address: string, name = 'Den'): string =>
  JSON.stringify({ Address: address, Id: id, Name: name, EndpointAddress: null });

/** Ends as soon as so many servers answered: the time is only for when they do not. */
function listen(targets: readonly LanTarget[], count: number): Promise<readonly FoundServer[]> {
  const seen = new Set<string>();
  return discoverLan(protocols, systemClock, {
    waitMs: 30_000,
    targets,
    isEnough: ({ serverId: id }) => seen.add(id).size >= count,
  });
}

describe('the local network is asked', () => {
  test('and servers of both kinds are found', async () => {
    const lantern = await jellyfin(few, { discoveryPort: 0, basePath: '/jelly' });
    const { server } = await plex(few, { gdmPort: 0 });
    const told: FoundServer[] = [];
    const before = await openSockets();
    const found = await discoverLan(protocols, systemClock, {
      waitMs: 30_000,
      targets: [at(lantern.discoveryPort), at(server.gdmPort)],
      onFound: (each) => told.push(each),
      isEnough: () => told.length === 2,
    });
    expect([...found].sort((a, b) => (a.type < b.type ? -1 : 1))).toEqual([
      {
        type: 'jellyfin',
        serverId: lantern.serverId,
        name: lantern.name,
        candidates: [{ uri: lantern.url, kind: 'local', secure: false, origin: 'discovered' }],
      },
      {
        type: 'plex',
        serverId: server.machineIdentifier,
        name: server.name,
        version: expect.any(String),
        candidates: [{ uri: server.url, kind: 'local', secure: false, origin: 'discovered' }],
      },
    ]);
    expect(told).toEqual(found);
    expect(await openSockets()).toBe(before);
  });

  test('for as long as was said, and then its sockets are closed', async () => {
    const clock = new FakeClock();
    const lantern = await jellyfin(few, { discoveryPort: 0 });
    const before = await openSockets();
    let isDone = false;
    let told = (): void => undefined;
    const heard = new Promise<void>((resolve) => {
      told = resolve;
    });
    const asking = discoverLan(protocols, clock, { waitMs: 700, targets: [at(lantern.discoveryPort)], onFound: told });
    void asking.then(() => {
      isDone = true;
    });
    await heard;
    await clock.advance(699);
    expect(isDone).toBe(false);
    expect(await openSockets()).toBe(before + 2);
    await clock.advance(1);
    expect(await asking).toHaveLength(1);
    expect(await openSockets()).toBe(before);
  });

  test('until somebody gives up, before or during', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const before = await openSockets();
    const asking = discoverLan(protocols, clock, { signal: stop.signal, targets: [] });
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    await expect(discoverLan(protocols, clock, { signal: stop.signal, targets: [] })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await openSockets()).toBe(before);
  });

  test('and nothing comes of targets that cannot be reached', async () => {
    const lantern = await jellyfin(few, { discoveryPort: 0 });
    const unreachable = [
      { address: '240.0.0.1', port: 7_359 },
      { address: 'no-such-name.invalid', port: 7_359 },
      { address: '127.0.0.1', port: 70_000 },
      { address: '127.0.0.1', port: 1 },
    ];
    expect(await listen([...unreachable, at(lantern.discoveryPort)], 1)).toHaveLength(1);
  });
});

describe('what answers', () => {
  test('is told apart from what is no answer', async () => {
    const garbage = await says(
      Buffer.from([0xff, 0xfe, 0x00]),
      '',
      '{',
      'null',
      '[]',
      '{"Address":"file:///etc/passwd","Id":"a","Name":"b"}',
      '{"Address":"http://192.168.1.5:8096","Id":" "}',
      '{"Address":7,"Id":{}}',
      'HTTP/1.0 200 OK\r\nContent-Type: plex/media-player\r\nPort: 1\r\nResource-Identifier: x\r\n',
      'HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: 99999\r\nResource-Identifier: x\r\n',
      'HTTP/1.0 500 No\r\nContent-Type: plex/media-server\r\nPort: 32400\r\nResource-Identifier: x\r\n',
      jellyfinSays('big', 'http://192.168.1.5:8096', 'x'.repeat(5_000)),
      jellyfinSays('last', 'http://192.168.1.5:8096'),
    );
    expect((await listen([garbage], 1)).map(({ serverId: id }) => id)).toEqual(['last']);
  });

  test('may be one server with two voices: it has the addresses of both', async () => {
    const one = await says(jellyfinSays('same', 'http://10.0.0.5:8096'));
    const two = await says(jellyfinSays('same', 'http://172.17.0.2:8096', 'Another name'));
    const [found, ...others] = await discoverLan([jellyfinLan], systemClock, {
      waitMs: 30_000,
      targets: [one, two],
      isEnough: ({ candidates }) => candidates.length === 3,
    });
    expect(others).toEqual([]);
    expect(found?.candidates.map(({ uri }) => uri).sort()).toEqual([
      'http://10.0.0.5:8096',
      'http://127.0.0.1:8096',
      'http://172.17.0.2:8096',
    ]);
  });

  test('cannot flood it', async () => {
    const flood = await answering((socket, port, address) => {
      for (let at = 0; at < 200; at += 1)
        socket.send(jellyfinSays(`id${at}`, `http://10.0.0.${at}:8096`), port, address);
      for (let at = 0; at < 200; at += 1) socket.send(jellyfinSays('id0', `http://10.1.0.${at}:8096`), port, address);
    });
    let heard = 0;
    const counting = {
      ...jellyfinLan,
      read: (answer: string, sender: string) => {
        heard += 1;
        return jellyfinLan.read(answer, sender);
      },
    };
    const clock = new FakeClock();
    const asking = discoverLan([counting], clock, { waitMs: 500, most: 3, targets: [flood] });
    await until(() => heard > 10);
    await clock.advance(500);
    const found = await asking;
    expect(found).toHaveLength(3);
    expect(Math.max(...found.map(({ candidates }) => candidates.length))).toBeLessThanOrEqual(8);
  });
});

describe('the addresses of one source', () => {
  const source = (id: string) => ({ type: 'jellyfin' as const, serverId: serverId(id) });
  const lanAddresses = (targets: readonly LanTarget[]) =>
    createLanAddresses({
      protocols: { plex: plexLan, jellyfin: jellyfinLan },
      clock: systemClock,
      lan: { targets },
      waitMs: 500,
    });

  test('are those of the server with its id, and nobody waits longer than for its answer', async () => {
    const lantern = await jellyfin(few, { discoveryPort: 0 });
    const other = await says(jellyfinSays('other', 'http://10.0.0.9:8096'));
    const ask = createLanAddresses({
      protocols: { plex: plexLan, jellyfin: jellyfinLan },
      clock: new FakeClock(),
      lan: { targets: [other, at(lantern.discoveryPort)] },
    });
    const found = await ask(source(lantern.serverId));
    expect(found.map(({ uri, origin }) => [uri, origin])).toEqual([[lantern.url, 'discovered']]);
  });

  test('are none when another server answers, or the same id of another kind', async () => {
    const { server } = await plex(few, { gdmPort: 0 });
    const other = await says(jellyfinSays('other', 'http://10.0.0.9:8096'));
    expect(await lanAddresses([other])(source('mine'))).toEqual([]);
    expect(await lanAddresses([at(server.gdmPort)])(source(server.machineIdentifier))).toEqual([]);
  });
});
