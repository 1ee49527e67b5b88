const privateV4 = [/^10\./, /^127\./, /^169\.254\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./];
// A carrier's shared range, which VPN meshes use too: nobody else's network can be reached by it.
const sharedV4 = /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const privateNames = /(^|\.)(localhost|local|lan|home|internal|home\.arpa)$/;

/**
 * Whether a host name or address belongs to a private network by itself, without looking it up. A bare name without
 * dots can only be found on the own network.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (host.includes(':')) {
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(host)?.[1];
    return mapped === undefined ? host === '::1' || /^(fe[89ab]|f[cd])/.test(host) : isPrivateHost(mapped);
  }
  if (/^\d+(\.\d+){3}$/.test(host)) return sharedV4.test(host) || privateV4.some((range) => range.test(host));
  return !host.includes('.') || privateNames.test(host);
}
