import { X509Certificate } from 'node:crypto';
import { type ConnectionOptions, connect, rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeTlsFiles, type TlsKind } from '../../../src/testing/http/certificates.ts';
import { serve } from './harness.ts';

/** What came of a handshake: `ok`, or the code of its failure. */
function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ...options }, () => {
      resolve('ok');
      socket.destroy();
    });
    socket.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message));
  });
}

async function outcome(tls: TlsKind, options: ConnectionOptions = {}): Promise<string> {
  const { listener } = await serve({ tls });
  return handshake(listener.port, { ca: listener.ca ?? '', ...options });
}

describe('certificates made on the fly', () => {
  it('are read by others', () => {
    const { cert, ca } = makeTlsFiles('good', ['media.invalid', '127.0.0.1', '::1', 'fe80::2:0']);
    const leaf = new X509Certificate(cert);
    const authority = new X509Certificate(ca);
    expect(leaf.subjectAltName).toBe(
      'DNS:media.invalid, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:2:0',
    );
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(leaf.checkHost('media.invalid')).toBe('media.invalid');
    expect([leaf.ca, authority.ca]).toEqual([false, true]);
    expect(leaf.validToDate.getUTCFullYear()).toBe(2049);
  });

  it('differ each time', () => {
    const [one, other] = [makeTlsFiles('good', ['a.invalid']), makeTlsFiles('good', ['a.invalid'])];
    expect(one.key).not.toBe(other.key);
    expect(new X509Certificate(one.cert).serialNumber).not.toBe(new X509Certificate(other.cert).serialNumber);
  });

  it.each([
    ['good', 'ok'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s: a client that trusts the authority gets %s', async (kind, expected) => {
    expect(await outcome(kind)).toBe(expected);
  });

  it('mean nothing to a client that does not trust the authority', async () => {
    expect(await outcome('good', { ca: [...rootCertificates] })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('are good for the name of the machine too', async () => {
    expect(await outcome('good', { servername: 'localhost', host: '127.0.0.1' })).toBe('ok');
    expect(await outcome('good', { servername: 'other.invalid' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});
