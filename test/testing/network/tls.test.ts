import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { hasLoopbackIpv6 } from '../../../src/testing/network/network.ts';
import type { Place } from '../../../src/testing/network/place.ts';
import { ask, houseOfFile, network } from './setting.ts';

const house = houseOfFile();

function publicKeyAt({ host, port }: Place, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ca }, () => {
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'pem' }).toString());
    });
    socket.on('error', reject);
  });
}

it.each([
  ['good', { status: 200 }],
  ['expired', { code: 'CERT_HAS_EXPIRED' }],
  ['wrong-name', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ['unknown-ca', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
  ['none', { code: 'EPROTO' }],
] as const)('a certificate that is %s', async (certificate, expected) => {
  const net = network();
  const { uri, log } = await net.add({
    server: house().plex,
    secure: true,
    behaviour: { kind: 'tls', certificate },
  });
  expect(uri).toMatch(/^https:/);
  expect(await ask(`${uri}/identity`, net.ca)).toMatchObject(expected);
  expect(log.all()).toHaveLength(certificate === 'good' ? 1 : 0);
});

it('nobody trusts a good one who does not know the authority', async () => {
  const { uri } = await network().add({ server: house().plex, secure: true });
  expect((await ask(`${uri}/identity`)).code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

it('a renewed certificate has another key, the same authority, and stays', async () => {
  const net = network();
  const server = await net.add({ server: house().plex, secure: true });
  const before = await publicKeyAt(server, net.ca);
  expect(await publicKeyAt(server, net.ca)).toBe(before);
  await server.become({ kind: 'tls', certificate: 'renewed' });
  const after = await publicKeyAt(server, net.ca);
  expect(after).not.toBe(before);
  await server.become({ kind: 'open' });
  expect(await publicKeyAt(server, net.ca)).toBe(after);
  await server.become({ kind: 'tls', certificate: 'renewed' });
  expect(await publicKeyAt(server, net.ca)).not.toBe(after);
});

it('a certificate is good for the name in the address', async () => {
  const net = network();
  const { uri } = await net.add({ server: house().plex, secure: true, name: 'localhost', host: '127.0.0.1' });
  expect(await ask(`${uri}/identity`, net.ca)).toMatchObject({ status: 200 });
});

it('a reset behind TLS is a reset', async () => {
  const net = network();
  const behaviour = { kind: 'resetting', when: 'request' } as const;
  const { uri } = await net.add({ server: house().plex, secure: true, behaviour });
  expect(await ask(`${uri}/identity`, net.ca)).toEqual({ code: 'ECONNRESET' });
});

it('a silent one does not even greet, and goes on when it is back', async () => {
  const net = network();
  const server = await net.add({ server: house().plex, secure: true, behaviour: { kind: 'silent' } });
  let greeted = false;
  const socket = connect({ host: server.host, port: server.port, ca: net.ca });
  const greeting = new Promise<void>((resolve) => {
    socket.once('secureConnect', () => {
      greeted = true;
      resolve();
    });
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
  });
  const asked = ask(`${server.uri}/identity`, net.ca);
  expect(greeted).toBe(false);
  await server.become({ kind: 'open' });
  await greeting;
  expect((await asked).status).toBe(200);
  socket.destroy();
});

it('no place without https can have a certificate', async () => {
  const server = await network().add({ server: house().plex });
  await expect(server.become({ kind: 'tls', certificate: 'expired' })).rejects.toThrow(TypeError);
  expect(server.behaviour).toEqual({ kind: 'open' });
});

it.runIf(hasLoopbackIpv6())('an address of IPv6, in the clear and behind a certificate', async () => {
  const net = network();
  const { plex } = house();
  const plain = await net.add({ server: plex, host: '::1' });
  const secure = await net.add({ server: plex, host: '::1', secure: true });
  expect(plain.uri).toBe(`http://[::1]:${plain.port}`);
  expect(await ask(`${plain.uri}/identity`)).toMatchObject({ status: 200 });
  expect(await ask(`${secure.uri}/identity`, net.ca)).toMatchObject({ status: 200 });
});
