import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  der,
  derTrue,
  integer,
  objectId,
  octetString,
  pem,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts';

/**
 * How the certificate of a mock server is. `unknown-ca`: in order, but by an authority that nobody can know; the others
 * are trusted by whoever trusts the `ca` that comes with them.
 */
export type TlsKind = 'good' | 'expired' | 'wrong-name' | 'unknown-ca';

/** PEM texts. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  /** What a client has to trust for the certificate to be good, if it can be. */
  readonly ca: string;
}

interface Authority {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly pem: string;
}

interface CertificateFacts {
  readonly issuer: Buffer;
  readonly signedBy: KeyObject;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly extensions: readonly Buffer[];
}

const from = Date.UTC(2001, 0, 1);
/** Handshakes are judged by the true time, not by a mock's clock: both dates are far from it. */
const until = Date.UTC(2049, 0, 1);
const longAgo = Date.UTC(2002, 0, 1);

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** A key, a certificate and its authority, made now: nothing secret lies in any file. */
export function makeTlsFiles(kind: TlsKind, hosts: readonly string[]): TlsFiles {
  const authority = makeAuthority('Mock Certificate Authority');
  const signer = kind === 'unknown-ca' ? makeAuthority('Unknown Certificate Authority') : authority;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = kind === 'wrong-name' ? ['elsewhere.invalid'] : hosts;
  const cert = certificate({
    issuer: signer.name,
    signedBy: signer.privateKey,
    subject: distinguishedName('Mock Server'),
    publicKey,
    until: kind === 'expired' ? longAgo : until,
    extensions: [
      extension('2.5.29.15', bitString(Buffer.from([0x80]), 7)),
      extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', sequence(...names.map(alternativeName))),
    ],
  });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, ca: authority.pem };
}

function makeAuthority(title: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = distinguishedName(title);
  const extensions = [
    extension('2.5.29.19', sequence(derTrue), true),
    extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
  ];
  const text = certificate({ issuer: name, signedBy: privateKey, subject: name, publicKey, until, extensions });
  return { name, privateKey, pem: text };
}

function certificate(facts: CertificateFacts): string {
  const serial = randomBytes(12);
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), serial])),
    ecdsaWithSha256,
    facts.issuer,
    sequence(utcTime(from), utcTime(facts.until)),
    facts.subject,
    facts.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...facts.extensions)),
  );
  return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, facts.signedBy))));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8String(commonName))));
}

function extension(id: string, value: Buffer, critical: boolean = false): Buffer {
  return sequence(objectId(id), ...(critical ? [derTrue] : []), octetString(value));
}

function alternativeName(host: string): Buffer {
  const version = isIP(host);
  if (version === 0) return der(0x82, Buffer.from(host, 'latin1'));
  return der(0x87, version === 4 ? Buffer.from(host.split('.').map(Number)) : ipv6Bytes(host));
}

function ipv6Bytes(host: string): Buffer {
  const [head = '', tail] = host.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const first = groups(head);
  const last = groups(tail ?? '');
  const gap = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return Buffer.from([...first, ...gap, ...last].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
