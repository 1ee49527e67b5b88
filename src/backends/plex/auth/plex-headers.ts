import type { ClientIdentity } from '../../../models/client-identity.ts';

export const tokenHeader = 'X-Plex-Token';

/**
 * Runtimes refuse header values with characters beyond Latin-1, and control characters anywhere. Accents are taken off
 * letters, what is left becomes `?`, and a value that would be empty is left out.
 */
function plainValue(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/gu, '?')
    .trim();
  return plain === '' ? undefined : plain;
}

/** A device's id as plex.tv knows it. Tokens and sessions are bound to it, so two different ids must stay different. */
export function clientIdOf(id: string): string {
  return /^[\x21-\x7e]+$/.test(id) ? id : encodeURIComponent(id);
}

/**
 * Who this client is, for every request to plex.tv and to media servers. `X-Plex-Provides` is never among them: sent
 * with a server's own token it rewrites that server's record at plex.tv, and the server vanishes for everybody.
 *
 * @param deviceId the one that the token was made with
 */
export function identityHeaders(identity: ClientIdentity, deviceId: string): Readonly<Record<string, string>> {
  const { product, version, deviceName, platform } = identity;
  const named: Readonly<Record<string, string | undefined>> = {
    'X-Plex-Product': plainValue(product) ?? 'mediafold',
    'X-Plex-Version': plainValue(version) ?? '0',
    'X-Plex-Platform': plainValue(platform ?? '') ?? 'Generic',
    'X-Plex-Device': plainValue(product),
    'X-Plex-Device-Name': plainValue(deviceName),
  };
  const headers: Record<string, string> = { 'X-Plex-Client-Identifier': clientIdOf(deviceId) };
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
