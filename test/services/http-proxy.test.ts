import { request as ask, createServer } from 'node:http';
import { connect } from 'node:net';
import { ProxyAgent, fetch as undiciFetch } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import type { Environment } from '../../src/models/environment.ts';
import { listenHere, pinOfFiles, tlsServer } from './access/tls-setting.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

interface ForwardProxy {
  readonly url: string;
  /** Where it was asked to go. */
  readonly targets: readonly string[];
}

/** As companies have them: it opens a tunnel to whatever it is told. */
async function forwardProxy(): Promise<ForwardProxy> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    targets.push(new URL(request.url ?? '').host);
    request.pipe(
      ask(request.url ?? '', { method: request.method ?? 'GET', headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', ({ url = '' }, socket) => {
    targets.push(url);
    const [host = '', port = ''] = url.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    onTestFinished(() => void onward.destroy());
  });
  const port = await listenHere(server);
  return { url: `http://127.0.0.1:${port}`, targets };
}

/** What an app has to write. */
function fetchThrough(proxy: string): Environment['fetch'] {
  const dispatcher = new ProxyAgent(proxy);
  onTestFinished(() => dispatcher.destroy());
  return async (input, init) => {
    const request = new Request(input, init);
    const body = request.body === null ? null : await request.arrayBuffer();
    const { url, method, redirect, signal } = request;
    const answer = await undiciFetch(url, {
      method,
      headers: [...request.headers],
      body,
      redirect,
      signal,
      dispatcher,
    });
    const isBodiless = [204, 205, 304].includes(answer.status);
    return new Response(isBodiless ? null : await answer.arrayBuffer(), {
      status: answer.status,
      headers: [...answer.headers],
    });
  };
}

test('with an injected fetch everything goes through a proxy', async () => {
  const server = await jellyfin(movies(3));
  const proxy = await forwardProxy();
  const fold = await openAt(catalogueFile(), { environment: { fetch: fetchThrough(proxy.url) } });
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed' });
  const { host } = new URL(server.url);
  expect(proxy.targets).toContain(host);

  // What it does not lead to cannot be reached, though the server is there.
  const dead = fetchThrough('http://127.0.0.1:1');
  const other = await openAt(catalogueFile(), { environment: { fetch: dead } });
  await expect(jellyfinLogin(other, server)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a source with trust of its own has sockets of its own, which go past the proxy', async () => {
  const proxy = await forwardProxy();
  const { url, files } = await tlsServer('unknown-ca');
  const fold = await openAt(catalogueFile(), { environment: { fetch: fetchThrough(proxy.url) } });
  const { server } = await fold.loginContext({ access: { pins: [pinOfFiles(files)] } });
  expect((await server?.fetch?.(url))?.status).toBe(200);
  expect(proxy.targets).toEqual([]);
});
