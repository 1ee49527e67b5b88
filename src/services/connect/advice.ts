import { NetworkFailure, type TlsProblem } from '../../errors.ts';
import type { ProbeOutcome, ProbeResult } from '../../models/connection.ts';

const tlsAdvice: Readonly<Record<TlsProblem, string>> = {
  expired: "Renew the server's certificate, or check this machine's clock",
  'not-yet-valid': "Check this machine's clock, and the server's",
  'unknown-authority': 'Trust its authority for this server only, or pin its key: see "access" in the documentation',
  'wrong-name': 'Use the name that is in the certificate, or map that name to this address for this server',
  'wrong-key': 'If the server has a new key on purpose, pin that; if not, somebody may be in between',
  'client-certificate': 'Give the client certificate that the server asks for',
  'not-tls': 'Write http:// instead of https://, or switch TLS on at the server',
};

/** In the order in which they are told: what a person could do about an address that is not good. */
const advice: Readonly<Record<ProbeOutcome, string | undefined>> = {
  ok: undefined,
  cancelled: undefined,
  unauthorized: 'Sign in again; if other addresses take the sign-in, a proxy at this one refuses it',
  forbidden: 'Ask the administrator: this user may not come in from here, or not at this time',
  'wrong-server':
    'Remove this address: it belongs to another server now, or to another network. A server that was set up anew is another one, too: link it again',
  'not-a-media-server': 'Check the port and the path; a login page of the network or a proxy may be in between',
  starting: 'Wait: the server is starting or updating its database',
  tls: 'Check the certificate of the server',
  dns: 'Check the name; a router that protects against DNS rebinding drops names that lead into the own network: let it pass "plex.direct", or use the IP address',
  refused: 'Check that the server runs and that the port is right',
  unreachable: 'This network has no way to it: that is normal for a private address away from home',
  timeout: 'Check the firewall and the port forwarding; for a private address away from home it is normal',
  'http-status': 'Look into the log of the server or of the proxy before it',
  insecure: 'Use https, or allow plain http for this server if you trust every network in between',
};

/** What a person could do about an address; undefined when nothing is wrong with it. */
export function adviceFor({ outcome, error }: ProbeResult): string | undefined {
  const tls = error instanceof NetworkFailure ? error.tls : undefined;
  return tls === undefined ? advice[outcome] : tlsAdvice[tls];
}
