import { createHash, X509Certificate } from 'node:crypto';
import { lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import * as tls from 'node:tls';
import { MediafoldError } from '../../errors.ts';
import type { SourceAccess } from '../../models/source-access.ts';

/** Whether the platform's own fetch cannot do it. */
export function needsOwnSockets({ pins = [], ca, clientCertificate, hosts = {} }: SourceAccess): boolean {
  return pins.length > 0 || ca !== undefined || clientCertificate !== undefined || Object.keys(hosts).length > 0;
}

/** SHA-256 of a certificate's public key, base64: what `openssl x509 -pubkey | openssl pkey -pubin -outform der` gives. */
export function pinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

export interface TlsSettings {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * For `tls.connect`. What it trusts is never a setting of the process.
 *
 * @throws {MediafoldError} `invalid-argument` for a certificate or key that is none
 */
export function tlsSettings({ ca, clientCertificate }: SourceAccess): TlsSettings {
  const given: TlsSettings = {
    ...(ca === undefined ? {} : { ca: [...systemAuthorities(), ...certificatesIn(ca)] }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.certificate, key: clientCertificate.key.reveal() }),
  };
  try {
    tls.createSecureContext(given);
  } catch {
    // What TLS says of a key may quote it.
    throw invalidAccess(
      'the client certificate and its key: give PEM texts that belong together, the key without a passphrase',
    );
  }
  return given;
}

/** @param says what is wrong; nothing that is secret */
export const invalidAccess = (says: string): MediafoldError =>
  new MediafoldError('invalid-argument', `access to the server: ${says}`, { operation: 'set access' });

/** An authority that is given takes the place of all others, so those that the process trusts are given with it. */
function systemAuthorities(): readonly string[] {
  // Node before 22.15 cannot say which those are beside its own.
  const given: Partial<Pick<typeof tls, 'getCACertificates'>> = tls;
  return given.getCACertificates?.('default') ?? tls.rootCertificates;
}

function certificatesIn(text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return blocks;
  } catch {
    // Said below.
  }
  throw invalidAccess('the authority is no certificate in PEM (-----BEGIN CERTIFICATE-----)');
}

/** Names that are not looked up; all others are. */
export function lookUpIn(hosts: Readonly<Record<string, string>>): LookupFunction {
  return (host, options, done) => {
    const address = hosts[host.toLowerCase()];
    if (address === undefined) {
      lookUp(host, options, done);
      return;
    }
    if (options.all === true) done(null, [{ address, family: isIP(address) }]);
    else done(null, address, isIP(address));
  };
}
