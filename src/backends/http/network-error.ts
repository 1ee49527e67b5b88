import { NetworkFailure, type NetworkProblem } from '../../errors.ts';

const problemByCode: Readonly<Record<string, NetworkProblem>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  EPROTO: 'tls',
};

const sentence: Readonly<Record<NetworkProblem, string>> = {
  dns: 'the name cannot be found. Check the spelling, or whether this machine is online',
  refused: 'nothing listens there. Check the port, and whether the server is running',
  tls: 'its certificate is not trusted',
  unreachable: 'it cannot be reached from this network',
  reset: 'the connection broke off',
  other: 'no connection could be made',
};

const tlsFacts: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS there. Is it http instead of https?',
};

/** The first code in a chain of causes: fetch hides the socket's error one or more levels down. */
function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && at.code !== 'ERR_NETWORK') return at.code;
    // Happy-eyeballs failures come as one error of several.
    at = at instanceof AggregateError && at.errors.length > 0 ? at.errors[0] : at.cause;
  }
  return undefined;
}

/** Ports that browsers, and fetch with them, never connect to. */
function isForbiddenPort(error: unknown): boolean {
  return error instanceof Error && (error.message === 'bad port' || isForbiddenPort(error.cause));
}

/**
 * Keeps the kind of failure and drops the error itself: HTTP clients' errors print headers and whole URLs.
 *
 * @param where the address without secrets
 */
export function networkFailure(error: unknown, operation: string, where: string): NetworkFailure {
  const code = codeOf(error) ?? '';
  const problem = problemByCode[code] ?? (/^ERR_(TLS|SSL)|CERT/.test(code) ? 'tls' : 'other');
  const known = tlsFacts[code] ?? sentence[problem];
  const explanation = isForbiddenPort(error) ? 'no web client may use this port. Check the port' : known;
  return new NetworkFailure(problem, `${operation}: ${where}: ${explanation}`, { operation, explanation });
}
