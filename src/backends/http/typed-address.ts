import { MediafoldError } from '../../errors.ts';
import type { Candidate, CandidateOrigin } from '../../models/connection.ts';
import { isPrivateHost } from './private-address.ts';

export interface DefaultPorts {
  readonly http: number;
  readonly https: number;
}

/** A candidate from a whole URL: no trailing slash, no query, no user info; the path stays. */
export function candidateOf(url: URL, origin: CandidateOrigin, kind?: Candidate['kind']): Candidate {
  const path = url.pathname.replace(/\/+$/, '');
  return {
    uri: `${url.protocol}//${url.host}${path}`,
    kind: kind ?? (isPrivateHost(url.hostname) ? 'local' : 'direct'),
    secure: url.protocol === 'https:',
    origin,
  };
}

/**
 * The addresses that a person can have meant: `192.168.1.5`, `media.example.org/jellyfin`, `[fe80::1]:8096`,
 * `HTTPS://Example.org/`. What they wrote is kept; what they left out (scheme, port) gives one candidate each.
 *
 * @throws {MediafoldError} `invalid-argument`
 */
export function typedCandidates(typed: string, ports: DefaultPorts): readonly Candidate[] {
  const text = typed.trim();
  const wrong = (why: string): MediafoldError =>
    new MediafoldError('invalid-argument', `"${text.replace(/\/\/[^/@]*@/, '//…@')}" is not an address: ${why}`);
  if (text === '') throw wrong('it is empty');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') throw wrong('write http:// or https://');
  // An IPv6 address without brackets would be read as a host and a port.
  const rest = scheme === undefined ? text : text.slice(scheme.length + 3);
  const bare = /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*$/i.test(rest) ? `[${rest}]` : rest;
  const parse = (protocol: string): URL => {
    try {
      return new URL(`${protocol}://${bare}`);
    } catch {
      throw wrong('write it as host, host:port or http://host:port/path');
    }
  };
  const first = parse(scheme ?? 'https');
  if (first.username !== '' || first.password !== '') throw wrong('leave the user name and password out');
  if (scheme !== undefined) return dedupe([candidateOf(first, 'typed')]);
  // Which ports make sense depends on whether one was written, and URL drops the default ones: look at the text.
  if (/^(\[[^\]]*\]|[^/:[\]]*):\d+/.test(bare)) {
    return dedupe([candidateOf(first, 'typed'), candidateOf(parse('http'), 'typed')]);
  }
  const withPort = (protocol: 'http' | 'https', port: number): Candidate => {
    const url = parse(protocol);
    url.port = String(port);
    return candidateOf(url, 'typed');
  };
  return dedupe([
    withPort('https', ports.https),
    candidateOf(first, 'typed'),
    withPort('http', ports.http),
    candidateOf(parse('http'), 'typed'),
  ]);
}

function dedupe(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.uri, candidate])).values()];
}
