import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { CallOptions } from '../../backends/auth-provider.ts';
import { MediafoldError, NetworkFailure } from '../../errors.ts';
import { cancelled } from '../../models/clock.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import { checkAccess } from './check-access.ts';
import { lookUpIn, pinOf, tlsSettings } from './trust.ts';

/** What a server shows of itself, for a person to compare before it is pinned. */
export interface ServerKey {
  /** For `SourceAccess.pins`. */
  readonly pin: string;
  readonly subject: string;
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Whether it would be trusted without a pin; with `access`, its authority counts. */
  readonly isTrusted: boolean;
  /** The platform's word for why not: `CERT_HAS_EXPIRED`. */
  readonly problem?: string;
}

export interface ServerKeyOptions extends CallOptions {
  /** What else the way there needs: hosts, a client certificate, an authority. */
  readonly access?: SourceAccess | undefined;
  /** Milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

const operation = 'ask for the server key';

/**
 * The key that a server shows now. Nothing is said to it but a handshake: no request, no header and no credential.
 *
 * @throws {MediafoldError} `invalid-argument` for what is no https address, `unavailable`, `timeout`, `cancelled`
 */
export async function serverKey(url: string, options: ServerKeyOptions = {}): Promise<ServerKey> {
  const { access = {}, timeoutMs = 5_000, signal } = options;
  const { hostname, port, protocol } = URL.canParse(url) ? new URL(url) : new URL('none:');
  if (protocol !== 'https:') {
    throw new MediafoldError('invalid-argument', `${operation}: only an https address has one`, { operation });
  }
  if (signal?.aborted) throw cancelled(operation);
  const { hosts = {}, ...rest } = checkAccess(access) ?? {};
  const host = hostname.replace(/^\[|\]$/g, '');
  const where = `${host}:${port === '' ? 443 : port}`;
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...tlsSettings(rest),
      lookup: lookUpIn(hosts),
      rejectUnauthorized: false,
    });
    const end = (): void => {
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
    };
    const fail = (error: MediafoldError): void => {
      reject(error);
      end();
    };
    const giveUp = (): void => fail(cancelled(operation));
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.setTimeout(timeoutMs, () => {
      const says = `no answer within ${timeoutMs} ms`;
      fail(new MediafoldError('timeout', `${operation}: ${where}: ${says}`, { operation, explanation: says }));
    });
    socket.on('error', (error: Error & { readonly code?: string }) => {
      const says = `there is no TLS server, or it cannot be reached (${error.code ?? 'no code'})`;
      const facts = { operation, explanation: says };
      fail(new NetworkFailure(problems[error.code ?? ''] ?? 'other', `${operation}: ${where}: ${says}`, facts));
    });
    socket.on('secureConnect', () => {
      resolve(keyOf(socket));
      end();
    });
  });
}

const problems: Readonly<Record<string, NetworkFailure['problem']>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

function keyOf(socket: TLSSocket): ServerKey {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) throw new NetworkFailure('other', `${operation}: it shows no certificate`, { operation });
  const { subject, issuer, validFrom, validTo } = shown;
  const problem: unknown = socket.authorizationError;
  return {
    pin: pinOf(shown),
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    isTrusted: socket.authorized,
    ...(problem === undefined || problem === null ? {} : { problem: String(problem) }),
  };
}

const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
