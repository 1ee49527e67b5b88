import { createSocket } from 'node:dgram';
import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { until } from '../../http/harness.ts';
import { keysOf } from '../harness.ts';
import { stage } from './stage.ts';

describe('rating keys that are given anew', () => {
  it('belong to the same titles and the same watch state', async () => {
    const { server, ask } = await stage();
    server.editMovie(3, { title: 'Aardvarks' });
    server.addEpisode(0, 1, 19);
    server.setWatchState(server.ratingKeys.movie(4), { viewCount: 2 });
    const oldKey = server.ratingKeys.movie(4);
    const list = async (path: string) => (await ask(path)).json.at('MediaContainer');
    const titles = (container: Awaited<ReturnType<typeof list>>): readonly unknown[] =>
      container
        .at('Metadata')
        .list()
        .map((row) => row.at('title').value);
    const paths = ['/library/sections/1/all', '/library/sections/2/all?type=4', '/library/sections/2/all'];
    for (const times of [1, 2]) {
      const before = await Promise.all(paths.map(list));
      server.reissueIds();
      const after = await Promise.all(paths.map(list));
      expect([times, after.map(titles)]).toEqual([times, before.map(titles)]);
      for (const [at, container] of after.entries()) {
        const old = new Set(keysOf(before[at] ?? container));
        expect(keysOf(container).filter((key) => old.has(key))).toEqual([]);
      }
    }
    expect((await ask(`/library/metadata/${oldKey}`)).status).toBe(404);
    const moved = (await ask(`/library/metadata/${server.ratingKeys.movie(4)}`)).json;
    expect(moved.at('MediaContainer', 'Metadata', 0, 'viewCount').value).toBe(2);
    expect(server.watchState(server.ratingKeys.movie(4)).viewCount).toBe(2);
  });

  it('are taken by every control afterwards', async () => {
    const { server, ask } = await stage();
    server.reissueIds();
    server.removeMovie(0);
    server.addMovie(40);
    server.editShow(1, { title: 'Aardvarks' });
    const { json } = await ask('/library/sections/1/all');
    const keys = keysOf(json.at('MediaContainer'));
    expect(keys).toContain(server.ratingKeys.movie(40));
    expect(keys).not.toContain(server.ratingKeys.movie(0));
    const show = (await ask(`/library/metadata/${server.ratingKeys.show(1)}`)).json;
    expect(show.at('MediaContainer', 'Metadata', 0, 'title').value).toBe('Aardvarks');
  });

  it('move the time of the last change', async () => {
    const { server, ask } = await stage();
    const changed = async (): Promise<unknown> =>
      (await ask('/library/sections')).json.at('MediaContainer', 'Directory', 0, 'contentChangedAt').value;
    const before = await changed();
    server.reissueIds();
    expect(await changed()).not.toBe(before);
  });
});

describe('another identity', () => {
  it('is told at both addresses that say who the server is, and taken back', async () => {
    const { server, ask } = await stage();
    const told = async (): Promise<readonly unknown[]> =>
      Promise.all(
        ['/identity', '/'].map(async (path) => (await ask(path)).json.at('MediaContainer', 'machineIdentifier').value),
      );
    server.pretendToBe('somebody-else');
    expect(await told()).toEqual(['somebody-else', 'somebody-else']);
    server.pretendToBe();
    expect(await told()).toEqual([server.machineIdentifier, server.machineIdentifier]);
  });
});

describe('local search', () => {
  it('is answered like a small HTTP response, and nothing else is answered', async () => {
    const { server } = await stage({ gdmPort: 0 });
    const socket = createSocket('udp4');
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    socket.send('NOTIFY * HTTP/1.1\r\n\r\n', server.gdmPort, '127.0.0.1');
    socket.send('M-SEARCH * HTTP/1.1\r\n\r\n', server.gdmPort, '127.0.0.1');
    await until(() => heard.length > 0);
    socket.close();
    expect(heard.length).toBe(1);
    expect(heard[0]).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    expect(heard[0]).toContain(`Resource-Identifier: ${server.machineIdentifier}\r\n`);
    expect(heard[0]).toContain(`Port: ${new URL(server.url).port}\r\n`);
  });

  it('is not answered unless it is asked for', async () => {
    expect((await stage()).server.gdmPort).toBeUndefined();
  });
});

describe('TLS', () => {
  it.each([
    ['good', 200],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s: a client that trusts the authority gets %s', async (tls, expected) => {
    const { server } = await stage({ tls });
    const outcome = await new Promise((resolve) => {
      const asked = request(`${server.url}/identity`, { ca: server.ca }, ({ statusCode }) => resolve(statusCode));
      asked.on('error', (error: Error & { code?: string }) => resolve(error.code)).end();
    });
    expect(outcome).toBe(expected);
  });
});
