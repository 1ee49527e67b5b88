import type { IncomingHttpHeaders } from 'node:http';
import type { LoggedRequest } from '../http/request-log.ts';

const headerNames = ['x-plex-token', 'x-emby-token', 'x-mediabrowser-token'] as const;
const queryNames: ReadonlySet<string> = new Set(['x-plex-token', 'apikey', 'api_key']);
/** Both spellings of Jellyfin's header carry the token as one of their pairs. */
const pairHeaders = ['authorization', 'x-emby-authorization'] as const;
const tokenPair = /(\bToken=)"?([^",\s]+)"?/i;
const bearer = /^(Bearer )(\S+)$/i;

/** Every credential that a request carries, in whichever place Plex or Jellyfin would look for it, each once. */
export function credentialsIn({ headers, query }: Pick<LoggedRequest, 'headers' | 'query'>): readonly string[] {
  const texts = (name: string): readonly string[] => [headers[name] ?? []].flat();
  const alone = headerNames.flatMap(texts);
  const inPairs = pairHeaders
    .flatMap(texts)
    .map((text) => (tokenPair.exec(text) ?? bearer.exec(text))?.[2] ?? '')
    .map((text) => decoded(text));
  const inQuery = [...query].filter(([name]) => queryNames.has(name.toLowerCase())).map(([, value]) => value);
  return [...new Set([...alone, ...inPairs, ...inQuery])].filter((token) => token !== '');
}

/** The same headers and address with another credential wherever there is one. */
export function withCredential(
  headers: IncomingHttpHeaders,
  target: string,
  other: string,
): { readonly headers: IncomingHttpHeaders; readonly target: string } {
  const changed = { ...headers };
  for (const name of headerNames) if (changed[name] !== undefined) changed[name] = other;
  for (const name of pairHeaders) {
    const text = changed[name];
    if (typeof text !== 'string') continue;
    changed[name] = text.replace(tokenPair, `$1"${other}"`).replace(bearer, `$1${other}`);
  }
  const [path = '/', search = ''] = target.split('?', 2);
  const query = new URLSearchParams(search);
  const carrying = [...query.keys()].filter((name) => queryNames.has(name.toLowerCase()));
  for (const name of carrying) query.set(name, other);
  return { headers: changed, target: carrying.length === 0 ? target : `${path}?${query}` };
}

/** Jellyfin's clients percent-encode the values. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
