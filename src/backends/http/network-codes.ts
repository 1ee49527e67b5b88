import type { NetworkProblem, TlsProblem } from '../../errors.ts';

/** What a platform's code means. */
export interface CodeMeaning {
  /** Absent: somebody answered, but not as HTTP does. */
  readonly problem?: NetworkProblem;
  readonly tls?: TlsProblem;
  /** For people, without the address. */
  readonly says: string;
}

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
};

const sentence: Readonly<Record<NetworkProblem, string>> = {
  dns: 'the name cannot be found. Check the spelling, or whether this machine is online',
  refused: 'nothing listens there. Check the port, and whether the server is running',
  tls: 'its certificate is not trusted',
  unreachable: 'it cannot be reached from this network',
  reset: 'the connection broke off',
  other: 'no connection could be made',
};

/** By the platform's code, or the beginning of it. */
const tlsProblems: readonly (readonly [string, TlsProblem])[] = [
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown-authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-authority'],
  ['UNABLE_TO_', 'unknown-authority'],
  // One of the same name, with another key.
  ['CERT_SIGNATURE_FAILURE', 'unknown-authority'],
  ['ERR_TLS_CERT_ALTNAME', 'wrong-name'],
  ['ERR_TLS_PIN', 'wrong-key'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client-certificate'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'client-certificate'],
  // It is ours that the server tells of. Two of them have another name since OpenSSL 3.5.
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'client-certificate'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_', 'client-certificate'],
  ['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'client-certificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'client-certificate'],
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 'client-certificate'],
  ['ERR_SSL_SSL/TLS_ALERT_', 'client-certificate'],
  ['EPROTO', 'not-tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
];

const tlsSentences: Readonly<Record<TlsProblem, string>> = {
  expired: 'its certificate has expired',
  'not-yet-valid': 'its certificate is not valid yet',
  'unknown-authority': sentence.tls,
  'wrong-name': 'its certificate is for another name',
  'wrong-key': 'it shows another key than the one that is pinned',
  'client-certificate': 'it asks for a client certificate, or for another one',
  'not-tls': 'it does not speak TLS there. Is it http instead of https?',
};

/** By the beginning of the code: the platform's parser of HTTP, and what unpacks bodies. */
const answers: readonly (readonly [RegExp, string])[] = [
  [
    /^HPE_|^UND_ERR_(HEADERS_OVERFLOW|RES_)/,
    'what answers there does not speak HTTP. Check the port, and whether it is https',
  ],
  [/^Z_|^ERR_+ERROR_FORMAT/, 'the answer is damaged and cannot be unpacked'],
];

export function meaningOfCode(code: string): CodeMeaning {
  const answer = answers.find(([start]) => start.test(code));
  if (answer !== undefined) return { says: answer[1] };
  const tls = tlsProblems.find(([start]) => code.startsWith(start))?.[1];
  if (tls !== undefined) return { problem: 'tls', tls, says: tlsSentences[tls] };
  const problem = /^ERR_(TLS|SSL)|CERT/.test(code) ? 'tls' : (problemByCode[code] ?? 'other');
  return { problem, says: sentence[problem] };
}
