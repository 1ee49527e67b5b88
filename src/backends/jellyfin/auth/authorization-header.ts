import type { ClientIdentity } from '../../../models/client-identity.ts';
import type { Secret } from '../../../models/secret.ts';

/** What a server writes into the record of a token's device when it is told another one than is there (source of 10.8 to 12.0). */
const recorded: ReadonlySet<string> = new Set(['Device', 'Version']);

/**
 * The one carrier of credentials that every version takes by default. Every value is quoted and percent-encoded: the server
 * decodes it, and raw quotes, commas, plus signs and letters beyond ASCII are what breaks sign-ins.
 *
 * @param token absent for requests that ask for one
 * @param isBorrowed another app's: its record of the device stays as that app wrote it
 */
export function authorizationHeader(
  identity: ClientIdentity,
  deviceId: string,
  token?: Secret,
  isBorrowed = false,
): Readonly<Record<string, string>> {
  const pairs = [
    ['Client', identity.product],
    // The server refuses a login in which one of the four is empty.
    ['Device', identity.deviceName.trim() === '' ? identity.product : identity.deviceName],
    ['DeviceId', deviceId],
    ['Version', identity.version],
    ...(token === undefined ? [] : [['Token', token.reveal()] as const]),
  ] as const;
  const told = pairs.filter(([name]) => !(isBorrowed && recorded.has(name)));
  const written = told.map(([name, value]) => `${name}="${encodeURIComponent(wellFormed(value))}"`);
  return { authorization: `MediaBrowser ${written.join(', ')}` };
}

/** Half of a character cannot be encoded. */
const wellFormed = (value: string): string => value.replace(/\p{Surrogate}/gu, '\ufffd');
