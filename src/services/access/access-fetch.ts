import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import type { Environment } from '../../models/environment.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import { lookUpIn, pinOf, tlsSettings } from './trust.ts';

/** Statuses with which a `Response` must not have a body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

export interface AccessFetch {
  readonly fetch: Environment['fetch'];
  /** Ends every socket, also those in use. */
  close(): Promise<void>;
}

export interface AccessFetchOptions {
  /** For one connection, milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
}

/** What a server says about a handshake that is over for this side already, as with TLS 1.3 about a missing certificate. */
type OnAlert = (origin: string, alert: Error) => void;

function listening(connect: buildConnector.connector, onAlert: OnAlert): buildConnector.connector {
  return (options, done) =>
    connect(options, (error, socket) => {
      if (error !== null) {
        done(error, null);
        return;
      }
      socket.on('error', (alert: Error & { readonly code?: string }) => {
        if (alert.code?.startsWith('ERR_SSL_')) onAlert(`${options.protocol}//${options.host ?? ''}`, alert);
      });
      done(null, socket);
    });
}

function connector(access: SourceAccess, timeout: number): buildConnector.connector {
  const { pins = [], hosts = {} } = access;
  const connect = buildConnector({
    timeout,
    allowH2: false,
    ...tlsSettings(access),
    ...(Object.keys(hosts).length === 0 ? {} : { lookup: lookUpIn(hosts) }),
    // With a pin the key decides. It is checked below before a byte is sent, and a resumed session shows none.
    ...(pins.length === 0 ? {} : { rejectUnauthorized: false, maxCachedSessions: 0 }),
  });
  if (pins.length === 0) return connect;
  return (options, done) =>
    connect(options, (error, socket) => {
      if (error !== null) {
        done(error, null);
        return;
      }
      const shown = options.protocol === 'https:' ? (socket as TLSSocket).getPeerX509Certificate() : undefined;
      if (options.protocol !== 'https:' || (shown !== undefined && pins.includes(pinOf(shown)))) {
        done(null, socket);
        return;
      }
      socket.destroy();
      done(Object.assign(new Error('another key'), { code: 'ERR_TLS_PIN' }), null);
    });
}

/**
 * A fetch for one source, with sockets of its own. What it trusts is never a setting of the process, and no proxy of an
 * injected fetch is used.
 *
 * @throws {MediafoldError} `invalid-argument` for a certificate or key that is none
 */
export function createAccessFetch(
  access: SourceAccess,
  { connectTimeoutMs = 5_000 }: AccessFetchOptions = {},
): AccessFetch {
  // undici tells of such an end that the other side closed, and not why.
  const alerts = new Map<string, Error>();
  const connect = listening(connector(access, connectTimeoutMs), (origin, alert) => alerts.set(origin, alert));
  const agent = new Agent({ connect, allowH2: false });
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      const { origin } = new URL(request.url);
      alerts.delete(origin);
      const answer = await undiciFetch(request.url, {
        method: request.method,
        headers: [...request.headers],
        body: request.body === null ? null : await request.arrayBuffer(),
        redirect: request.redirect,
        // The caller's own: one that follows it can be collected as garbage before it fires.
        signal: init?.signal ?? (input instanceof Request ? input.signal : null),
        dispatcher: agent,
      }).catch((error: unknown) => {
        const alert = alerts.get(origin);
        throw alert === undefined ? error : new TypeError('fetch failed', { cause: alert });
      });
      const { status, statusText, headers } = answer;
      // As the platform's own class, which is what everybody downstream looks for.
      const body = bodiless.has(status) ? null : (answer.body as ReadableStream<Uint8Array> | null);
      return new Response(body, { status, statusText, headers: [...headers] });
    },
    close: () => agent.destroy(),
  };
}
