import type { Upgrade } from '../../http/live-sockets.ts';
import type { Caller } from '../accounts.ts';
import { placed } from '../base-path.ts';
import { readClaims } from '../carriers.ts';
import { Query } from '../query.ts';
import type { MockServer } from '../server.ts';

export type Admission =
  | { readonly caller: Caller; readonly token: string }
  | {
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/**
 * Who may open a socket. A bad token gets 403, not 401; the path below the base path does not matter, `/sockets` opens
 * too (all recorded).
 */
export function admission(server: MockServer, { request }: Pick<Upgrade, 'request'>): Admission {
  const url = new URL(request.url ?? '/', 'http://mock');
  if (server.settings.startUp !== 'ready') {
    const headers = { 'content-type': 'text/html' };
    return { status: 503, body: 'Jellyfin Server is loading. Please try again shortly.', headers };
  }
  const place = placed(url.pathname, server.basePath);
  if ('location' in place) return { status: 302, headers: { location: place.location } };
  const { token } = readClaims(headersOf(request.headers), new Query(url.searchParams), {
    traits: server.traits,
    legacy: server.settings.legacyAuthorization,
  });
  const caller = server.accounts.callerOf(token);
  if (token === undefined || caller === undefined) return { status: 403 };
  if (/^\/embywebsocket\/?$/i.test(place.path)) return { status: 400 };
  return { caller, token };
}

function headersOf(headers: Upgrade['request']['headers']): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
