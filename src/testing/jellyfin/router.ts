import type { Account, Caller } from './accounts.ts';
import type { Answer } from './answers.ts';
import type { Claims } from './authorization-header.ts';
import type { Query } from './query.ts';
import type { MockServer } from './server.ts';

/** One request, on its way to a handler. */
export interface Call {
  readonly server: MockServer;
  readonly method: string;
  readonly query: Query;
  /** Parts of the path that the pattern names, as they were sent. */
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly headers: Headers;
  readonly claims: Claims;
  /** Who asks; anonymous routes get it too, when the token is good. */
  readonly caller: Caller | undefined;
  readonly body: () => Promise<string>;
}

export interface SignedInCall extends Call {
  readonly caller: Caller;
  /** The user whose library and watch state are meant: named by the request, else the caller. Absent for a bare key. */
  readonly account: Account | undefined;
}

export type Handler<C extends Call> = (call: C) => Answer | Promise<Answer>;

export type Route =
  | { readonly access: 'anyone'; readonly method: string; readonly pattern: string; readonly handler: Handler<Call> }
  | {
      readonly access: 'signed-in' | 'administrator';
      readonly method: string;
      readonly pattern: string;
      readonly handler: Handler<SignedInCall>;
    };

/** @param pattern `/Items/:itemId`, with the server's own spelling */
export function anyone(method: string, pattern: string, handler: Handler<Call>): Route {
  return { access: 'anyone', method, pattern, handler };
}

export function signedIn(method: string, pattern: string, handler: Handler<SignedInCall>): Route {
  return { access: 'signed-in', method, pattern, handler };
}

export function administrator(method: string, pattern: string, handler: Handler<SignedInCall>): Route {
  return { access: 'administrator', method, pattern, handler };
}

export interface Match {
  readonly route: Route;
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** `other-method`: the path exists, but not for this method. */
export type Finder = (method: string, path: string) => Match | 'other-method' | undefined;

/** Paths match in any case; of several patterns the one with fewer named parts wins. */
export function finder(routes: readonly Route[]): Finder {
  const parsed = routes
    .map((route) => {
      const parts = route.pattern.split('/').slice(1);
      return { route, parts, named: parts.filter((part) => part.startsWith(':')).length };
    })
    .sort((a, b) => a.named - b.named);
  return (method, path) => {
    const given = path.split('/').slice(1);
    let exists = false;
    for (const { route, parts } of parsed) {
      const found = matched(parts, given);
      if (found === undefined) continue;
      if (route.method === method) return { route, path: found };
      exists = true;
    }
    return exists ? 'other-method' : undefined;
  };
}

function matched(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const path: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return undefined;
      path[part.slice(1)] = value;
    } else if (part.toLowerCase() !== value.toLowerCase()) return undefined;
  }
  return path;
}
