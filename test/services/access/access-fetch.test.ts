import { createServer as createHttpServer } from 'node:http';
import { getCACertificates, rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { secret } from '../../../src/models/secret.ts';
import { tlsSettings } from '../../../src/services/access/trust.ts';
import {
  accessFetch,
  failureOf,
  filesOf,
  listenHere,
  pinOfFiles,
  silentServer,
  tlsEar,
  tlsServer,
} from './tls-setting.ts';

const token = 'planted-token-5e2b';
const headers = { 'x-plex-token': token };
const otherPin = pinOfFiles(filesOf('good'));
const anyHost = { 'unused.example': '127.0.0.1' };
const text = async (answer: Promise<Response>): Promise<string> => (await answer).text();

test('with sockets of its own, it still trusts only the authorities of the system', async () => {
  const { url } = await tlsServer('unknown-ca');
  expect(await failureOf(accessFetch({ hosts: anyHost })(url))).toMatchObject({
    problem: 'tls',
    tls: 'unknown-authority',
  });
});

test.each(['good', 'expired', 'wrong-name', 'unknown-ca'] as const)(
  'the pinned key is taken with a certificate that is %s',
  async (kind) => {
    const { url, files } = await tlsServer(kind);
    expect(await text(accessFetch({ pins: [pinOfFiles(files)] })(url))).toBe('hello');
  },
);

test('another key than the pinned one is refused before a byte is said to it', async () => {
  const files = filesOf('good');
  const ear = await tlsEar(files);
  // The authority is trusted and all is in order but the key.
  const refused = accessFetch({ pins: [otherPin], ca: files.ca })(ear.url, { method: 'POST', headers, body: token });
  expect(await failureOf(refused)).toMatchObject({
    code: 'untrusted-certificate',
    tls: 'wrong-key',
    explanation: expect.stringContaining('another key than the one that is pinned'),
  });
  await ear.ended(1);
  expect(ear.heard()).toBe('');
  // The same ear would have heard it.
  await accessFetch({ pins: [pinOfFiles(files)] })(ear.url, { headers });
  expect(ear.heard()).toContain(token);
});

test('each new connection is checked: a server that changes its key in between is refused', async () => {
  const first = filesOf('good');
  const ear = await tlsEar(first);
  const fetch = accessFetch({ pins: [pinOfFiles(first)] });
  await fetch(ear.url);
  await ear.ended(1);
  const heard = ear.heard();
  const changed = await tlsEar(filesOf('good'));
  expect(await failureOf(fetch(changed.url, { headers }))).toMatchObject({ tls: 'wrong-key' });
  expect(ear.heard()).toBe(heard);
  expect(changed.heard()).toBe('');
});

test('while a key is being renewed both are pinned, and both are taken', async () => {
  const [before, after, stranger] = await Promise.all([tlsServer('expired'), tlsServer('unknown-ca'), tlsServer()]);
  const fetch = accessFetch({ pins: [pinOfFiles(before.files), pinOfFiles(after.files)] });
  expect(await text(fetch(before.url))).toBe('hello');
  expect(await text(fetch(after.url))).toBe('hello');
  expect(await failureOf(fetch(stranger.url))).toMatchObject({ tls: 'wrong-key' });
});

test('an authority counts for the source that it was given for, and for nobody else', async () => {
  const { url, files } = await tlsServer();
  expect(await text(accessFetch({ ca: files.ca })(url))).toBe('hello');
  const unknown = { tls: 'unknown-authority' };
  expect(await failureOf(accessFetch({ ca: filesOf('good').ca })(url))).toMatchObject(unknown);
  // What plex.tv and everybody else is asked with.
  expect(await failureOf(globalThis.fetch(url))).toMatchObject(unknown);
  expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined();
});

test('an authority comes beside those of the process, and does not excuse dates and names', async () => {
  const { ca } = filesOf('good');
  const trusted = tlsSettings({ ca }).ca ?? [];
  expect(trusted).toHaveLength(getCACertificates('default').length + 1);
  expect(trusted).toEqual(expect.arrayContaining(rootCertificates.slice(0, 5)));
  const [expired, wrongName] = await Promise.all([tlsServer('expired'), tlsServer('wrong-name')]);
  const withCa = ({ url, files }: typeof expired) => failureOf(accessFetch({ ca: files.ca })(url));
  expect(await withCa(expired)).toMatchObject({ tls: 'expired' });
  expect(await withCa(wrongName)).toMatchObject({ tls: 'wrong-name' });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('a server that asks for a client certificate (%s)', async (maxVersion) => {
  const mine = filesOf('good');
  const { url, files } = await tlsServer('good', { clientCa: mine.ca, maxVersion });
  const { ca } = files;
  const clientCertificate = { certificate: mine.cert, key: secret(mine.key) };
  expect(await text(accessFetch({ ca, clientCertificate })(url))).toBe('hello');
  expect(await failureOf(accessFetch({ ca })(url, { method: 'POST', body: 'x' }))).toMatchObject({
    tls: 'client-certificate',
    explanation: expect.stringContaining('client certificate'),
  });
});

test('a name with an address of its own is asked for by name, and its certificate has to be for the name', async () => {
  const files = filesOf('good');
  const { port, names } = await tlsServer('good', { files });
  const hosts = { 'media.example': '127.0.0.1', 'other.example': '127.0.0.1' };
  const fetch = accessFetch({ hosts, ca: files.ca });
  expect(await text(fetch(`https://MEDIA.example:${port}/`))).toBe('hello');
  expect(names).toEqual(['media.example']);
  expect(await failureOf(fetch(`https://other.example:${port}/`))).toMatchObject({ tls: 'wrong-name' });
  // Names that are not mapped are looked up as ever.
  expect(await failureOf(fetch(`https://nobody.invalid:${port}/`))).toMatchObject({ problem: 'dns' });
  const plain = await listenHere(createHttpServer((request, response) => response.end(request.headers.host)));
  expect(await text(fetch(`http://media.example:${plain}/`))).toBe(`media.example:${plain}`);
});

test('requests that follow each other share a connection, and they are HTTP/1.1', async () => {
  const files = filesOf('good');
  const { url, names } = await tlsServer('good', { files });
  const fetch = accessFetch({ ca: files.ca });
  for (let round = 0; round < 10; round += 1) await text(fetch(url));
  expect(names.length).toBeLessThan(3);

  const version = await tlsServer('good', { files, answer: (request, response) => response.end(request.httpVersion) });
  expect(await text(fetch(version.url))).toBe('1.1');
});

test('what is asked arrives as it is, and so does the answer', async () => {
  const { url, files } = await tlsServer('good', {
    async answer(request, response) {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { method, headers: had } = request;
      const status = Number(new URL(request.url ?? '', 'http://h').searchParams.get('status') ?? 200);
      const isEmpty = [204, 205, 304].includes(status) || method === 'HEAD';
      response.writeHead(status, { 'set-cookie': ['a=1', 'b=2'], location: 'https://elsewhere.invalid/' });
      response.end(
        isEmpty
          ? undefined
          : JSON.stringify({ method, type: had['content-type'], body: Buffer.concat(parts).toString() }),
      );
    },
  });
  const fetch = accessFetch({ ca: files.ca });
  const body = JSON.stringify({ name: 'ü'.repeat(3) });
  const posted = await fetch(
    new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
  );
  expect(posted).toBeInstanceOf(Response);
  expect(await posted.json()).toEqual({ method: 'POST', type: 'application/json', body });
  expect(posted.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  for (const status of [204, 205, 304, 404, 503]) {
    const answer = await fetch(`${url}/?status=${status}`);
    expect([answer.status, (await answer.text()) === '']).toEqual([status, status < 400]);
  }
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  const moved = await fetch(`${url}/?status=302`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, 'https://elsewhere.invalid/']);
});

test('big bodies arrive whole, both ways', async () => {
  const big = 'abcdefgh'.repeat(2_500_000);
  const { url, files } = await tlsServer('good', { answer: (request, response) => request.pipe(response) });
  const echoed = await text(accessFetch({ ca: files.ca })(url, { method: 'PUT', body: big }));
  expect(echoed.length).toBe(big.length);
  expect(echoed === big).toBe(true);
});

test('who gives up is let go at once: before, in the handshake, before the answer and in the middle of it', async () => {
  const files = filesOf('good');
  let isAsked = (): void => undefined;
  const answer = await tlsServer('good', {
    files,
    answer(request, response) {
      if (request.url === '/half') response.writeHead(200, { 'content-length': '100' }).write('some');
      isAsked();
    },
  });
  const silent = await silentServer();
  const fetch = accessFetch({ ca: files.ca });
  const aborted = { name: 'AbortError' };
  await expect(fetch(answer.url, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);

  const inHandshake = new AbortController();
  const shaking = fetch(`https://127.0.0.1:${silent.port}/`, { signal: inHandshake.signal });
  const refused = expect(shaking).rejects.toMatchObject(aborted);
  await silent.called;
  inHandshake.abort();
  await refused;

  const waiting = new AbortController();
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const never = expect(fetch(new Request(`${answer.url}/never`, { signal: waiting.signal }))).rejects.toMatchObject(
    aborted,
  );
  await asked;
  waiting.abort();
  await never;

  const reading = new AbortController();
  const half = await fetch(`${answer.url}/half`, { signal: reading.signal });
  const rest = expect(half.text()).rejects.toMatchObject(aborted);
  reading.abort();
  await rest;
});

test('a server that takes connections and says nothing is unreachable after the time for a connection', async () => {
  const { port } = await silentServer();
  const fetch = accessFetch({ hosts: anyHost }, { connectTimeoutMs: 50 });
  expect(await failureOf(fetch(`https://127.0.0.1:${port}/`))).toMatchObject({ problem: 'unreachable' });
});

test.each([
  ['an authority', { ca: 'no certificate' }],
  ['an authority', { ca: '-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----' }],
  [
    'the key of another certificate',
    { clientCertificate: { certificate: filesOf('good').cert, key: secret(filesOf('good').key) } },
  ],
  ['no key', { clientCertificate: { certificate: filesOf('good').cert, key: secret(token) } }],
])('%s that cannot be used is refused without being shown', (_what, access) => {
  expect(() => accessFetch(access)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  expect(() => accessFetch(access)).not.toThrow(token);
});
