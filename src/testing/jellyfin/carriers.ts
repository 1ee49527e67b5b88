import { type Claims, parseAuthorization } from './authorization-header.ts';
import type { Query } from './query.ts';
import type { VersionTraits } from './version-traits.ts';

interface CarrierRules {
  readonly traits: VersionTraits;
  /** `EnableLegacyAuthorization` as it is set now. */
  readonly legacy: boolean;
}

/**
 * Finds the client's claims and its token, wherever this version looks for them. With legacy authorization off, a
 * legacy credential is no credential at all. Precedence and versions: seen on 10.10, 10.11 and 12.0.
 */
export function readClaims(headers: Headers, query: Query, rules: CarrierRules): Claims {
  const claims = headerClaims(headers, rules) ?? {};
  const token = claims.token ?? tokenAlone(headers, query, rules.legacy);
  return token === undefined ? claims : { ...claims, token };
}

function headerClaims(headers: Headers, { traits, legacy }: CarrierRules): Claims | undefined {
  const schemes = legacy ? ['mediabrowser', 'emby'] : ['mediabrowser'];
  const standard = headers.get('authorization');
  const emby = legacy ? headers.get('x-emby-authorization') : null;
  const [first, second] = traits.embyHeaderWins ? [emby, standard] : [standard, emby];
  const header = first === null || first === '' ? second : first;
  return header === null || header === '' ? undefined : parseAuthorization(header, schemes);
}

function tokenAlone(headers: Headers, query: Query, legacy: boolean): string | undefined {
  if (legacy) {
    const header = headers.get('x-emby-token') || headers.get('x-mediabrowser-token');
    if (header) return header;
  }
  // A name that is sent twice reads as both values with a comma between them, which is no token (seen).
  return query.all('ApiKey').join() || (legacy && query.all('api_key').join()) || undefined;
}
