import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
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

/** PEM texts. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  /** What a client has to trust for the certificate to be good, if it can be. */
  readonly ca: string;
}

export interface CertificateWish {
  /** Names and addresses that it is good for. */
  readonly hosts: readonly string[];
  readonly expired?: boolean;
}

/** An authority that signs more than one certificate: what a renewal needs, and a network of many addresses. */
export interface Authority {
  /** PEM: what a client has to trust. */
  readonly ca: string;
  /** With a new key each time. */
  issue(wish: CertificateWish): TlsFiles;
}

interface Contents {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly until: number;
  readonly extensions: readonly Buffer[];
}

/** Handshakes are judged by the true time: all three are far from it. */
const from = Date.UTC(2001, 0, 1);
const longAgo = Date.UTC(2002, 0, 1);
const farAway = Date.UTC(2049, 0, 1);

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

export function createAuthority(): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // Clients find an authority by its name: two of the same name would be taken for each other.
  const issuer = distinguishedName(`Mock Authority ${randomBytes(4).toString('hex')}`);

  const signed = ({ subject, publicKey, until, extensions }: Contents): string => {
    const body = sequence(
      der(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(12)])),
      ecdsaWithSha256,
      issuer,
      sequence(utcTime(from), utcTime(until)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, own.privateKey))));
  };

  const ca = signed({
    subject: issuer,
    publicKey: own.publicKey,
    until: farAway,
    extensions: [
      extension('2.5.29.19', sequence(derTrue), true),
      extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
    ],
  });
  return {
    ca,
    issue: ({ hosts, expired = false }) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const cert = signed({
        subject: distinguishedName('Mock Server'),
        publicKey,
        until: expired ? longAgo : farAway,
        extensions: [
          extension('2.5.29.15', bitString(Buffer.from([0x80]), 7)),
          // For servers and for clients.
          extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'))),
          extension('2.5.29.17', sequence(...hosts.map(alternativeName))),
        ],
      });
      return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, ca };
    },
  };
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8String(commonName))));
}

function extension(id: string, value: Buffer, critical: boolean = false): Buffer {
  return sequence(objectId(id), ...(critical ? [derTrue] : []), octetString(value));
}

function alternativeName(host: string): Buffer {
  if (isIPv4(host)) return der(0x87, Buffer.from(host.split('.').map(Number)));
  if (isIPv6(host)) return der(0x87, ipv6Bytes(host));
  return der(0x82, Buffer.from(host, 'latin1'));
}

function ipv6Bytes(host: string): Buffer {
  const [first, last = []] = host.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const gap = 8 - (first?.length ?? 0) - last.length;
  const groups = [...(first ?? []), ...Array.from({ length: gap }, () => '0'), ...last];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
