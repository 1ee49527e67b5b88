import { expect, test } from 'vitest';
import { secret } from '../../../src/models/secret.ts';
import { serverKey } from '../../../src/services/access/server-key.ts';
import { failure } from '../../db/support.ts';
import { accessFetch, filesOf, pinOfFiles, silentServer, tlsEar, tlsServer } from './tls-setting.ts';

test('shows the key of a server that nobody trusts, which then is the pin to trust it with', async () => {
  const { url, files } = await tlsServer('unknown-ca');
  const key = await serverKey(url);
  expect(key).toEqual({
    pin: pinOfFiles(files),
    subject: 'CN=Mock Server',
    issuer: expect.stringMatching(/^CN=.*Authority/),
    validFrom: Date.UTC(2001, 0, 1),
    validTo: Date.UTC(2049, 0, 1),
    isTrusted: false,
    problem: expect.stringContaining('UNABLE_TO_VERIFY'),
  });
  expect((await accessFetch({ pins: [key.pin] })(url)).status).toBe(200);
});

test('says nothing to the server but a handshake', async () => {
  const ear = await tlsEar(filesOf('good'));
  await serverKey(ear.url);
  await ear.ended(1);
  expect(ear.heard()).toBe('');
});

test('what is right needs no pin; what is not is named', async () => {
  const [good, expired, wrongName] = await Promise.all([
    tlsServer('good'),
    tlsServer('expired'),
    tlsServer('wrong-name'),
  ]);
  expect(await serverKey(good.url, { access: { ca: good.files.ca } })).toMatchObject({ isTrusted: true });
  const named = { isTrusted: false, problem: expect.stringContaining('EXPIRED') };
  expect(await serverKey(expired.url, { access: { ca: expired.files.ca } })).toMatchObject(named);
  const { problem, isTrusted } = await serverKey(wrongName.url, { access: { ca: wrongName.files.ca } });
  expect([isTrusted, problem]).toEqual([false, expect.stringMatching(/ALTNAME|does not match/)]);
});

test('goes the way that the source goes: with its names, and its client certificate', async () => {
  const mine = filesOf('good');
  const { port, files, names } = await tlsServer('good', { clientCa: mine.ca, maxVersion: 'TLSv1.2' });
  const clientCertificate = { certificate: mine.cert, key: secret(mine.key) };
  const access = { hosts: { 'media.example': '127.0.0.1' }, ca: files.ca, clientCertificate };
  expect(await serverKey(`https://media.example:${port}`, { access })).toMatchObject({
    pin: pinOfFiles(files),
    isTrusted: true,
  });
  expect(names).toEqual(['media.example']);
});

test('what cannot be asked is an error that says why', async () => {
  const silent = await silentServer();
  const url = `https://127.0.0.1:${silent.port}`;
  expect(await failure(serverKey('http://127.0.0.1'))).toMatchObject({ code: 'invalid-argument' });
  expect(await failure(serverKey('media'))).toMatchObject({ code: 'invalid-argument' });
  expect(await failure(serverKey(url, { timeoutMs: 30 }))).toMatchObject({ code: 'timeout' });
  expect(await failure(serverKey('https://nobody.invalid'))).toMatchObject({ problem: 'dns' });
  expect(await failure(serverKey('https://127.0.0.1:1'))).toMatchObject({ problem: 'refused' });
  const stop = new AbortController();
  const asked = failure(serverKey(url, { signal: stop.signal }));
  stop.abort();
  expect(await asked).toMatchObject({ code: 'cancelled' });
  expect(await failure(serverKey(url, { signal: stop.signal }))).toMatchObject({ code: 'cancelled' });
});
