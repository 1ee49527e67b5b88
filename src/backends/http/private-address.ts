import { MediafoldError } from '../../errors.ts';
import { withoutSecrets } from './redact.ts';

const privateV4 = [/^10\./, /^127\./, /^169\.254\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./];
// A carrier's shared range, which VPN meshes use too: nobody else's network can be reached by it.
const sharedV4 = /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const privateNames = /(^|\.)(localhost|local|lan|home|internal|home\.arpa)$/;

/**
 * Whether a host name or address belongs to a private network by itself, without looking it up. A bare name without
 * dots can only be found on the own network.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  if (host.includes(':')) {
    // An IPv4 address as IPv6 writes it: two of its four numbers in each group. The first two say it all.
    const mapped = Number.parseInt(/^::ffff:(\w+):\w+$/.exec(host)?.[1] ?? '', 16);
    if (mapped > 0) return isPrivateHost(`${mapped >> 8}.${mapped & 255}.0.0`);
    return host === '::1' || /^(fe[89ab]|f[cd])/.test(host);
  }
  if (/^\d+(\.\d+){3}$/.test(host)) return sharedV4.test(host) || privateV4.some((range) => range.test(host));
  return !host.includes('.') || privateNames.test(host);
}

/** Whether a credential sent there could be read on the way, and nobody said that this is fine. */
export function wouldExpose(uri: string, allowInsecure = false): boolean {
  const { protocol, hostname } = new URL(uri);
  return !allowInsecure && protocol !== 'https:' && !isPrivateHost(hostname);
}

/** @throws {MediafoldError} `invalid-argument` when it would */
export function refuseToExpose(operation: string, uri: string, allowInsecure: boolean | undefined): void {
  if (!wouldExpose(uri, allowInsecure)) return;
  const why = 'is plain http to a public address, which would show the credential to others';
  const message = `${operation}: ${withoutSecrets(uri)} ${why}. Use https, or allow it for this server`;
  throw new MediafoldError('invalid-argument', message, { operation });
}
