import type { Candidate, ConnectionKind } from '../../models/connection.ts';
import { candidateOf } from '../http/typed-address.ts';
import type { Resource, ResourceConnection } from './auth/plex-tv-wire.ts';

const kindOrder: Readonly<Record<ConnectionKind, number>> = { local: 0, direct: 1, relay: 2 };

function parsed(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** `::` is nowhere, and a link-local address means another machine on each network. */
const nowhere = (address: string): boolean => /^(::|0\.0\.0\.0)$|^(fe[89ab].:|169\.254\.)/i.test(address);

function uriOf({ uri, protocol, address, port }: ResourceConnection): string {
  return uri ?? `${protocol ?? 'https'}://${bracketed(address ?? '')}:${port ?? 32_400}`;
}

function kindOf({ relay, local }: ResourceConnection): ConnectionKind {
  if (relay === true) return 'relay';
  return local === true ? 'local' : 'direct';
}

/**
 * The same server without its name. Routers that protect against DNS rebinding drop `plex.direct` names of private
 * addresses, and no certificate fits a bare address, so the twin is plain http; the probe decides whether a credential
 * may go over it. Port 443 is a proxy's, which speaks no http.
 */
function twinOf(connection: ResourceConnection, url: URL): URL | undefined {
  const { address, port, local, relay } = connection;
  if (address === undefined || port === undefined || local !== true || relay === true) return undefined;
  if (port === 443 || !url.hostname.endsWith('.plex.direct')) return undefined;
  return parsed(`http://${bracketed(address)}:${port}`);
}

/**
 * What plex.tv advertises for one server, best first: local, direct, relay; https before http; IPv4 before IPv6. The
 * names are kept as they are: their certificates fit no other.
 */
export function accountCandidates(resource: Resource): readonly Candidate[] {
  const ranked: { readonly candidate: Candidate; readonly rank: number }[] = [];
  for (const connection of resource.connections ?? []) {
    if (connection.address !== undefined && nowhere(connection.address)) continue;
    const url = parsed(uriOf(connection));
    if (url === undefined) continue;
    const kind = kindOf(connection);
    const twin = resource.httpsRequired === true ? undefined : twinOf(connection, url);
    for (const address of twin === undefined ? [url] : [url, twin]) {
      const candidate = candidateOf(address, 'account', kind);
      const rank = kindOrder[kind] * 4 + (candidate.secure ? 0 : 2) + (connection.IPv6 === true ? 1 : 0);
      ranked.push({ candidate, rank });
    }
  }
  ranked.sort((a, b) => a.rank - b.rank);
  const byUri = new Map<string, Candidate>();
  for (const { candidate } of ranked) {
    if (!byUri.has(candidate.uri)) byUri.set(candidate.uri, candidate);
  }
  return [...byUri.values()];
}
