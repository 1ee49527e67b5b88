import { MediafoldError } from '../../errors.ts';
import type { Candidate, CandidateOrigin } from '../../models/connection.ts';
import { isPrivateHost } from './private-address.ts';

export interface DefaultPorts {
  readonly http: number;
  readonly https: number;
  /** Hosts of the vendor's own, which are nobody's server: people copy them from the address bar of its web app. */
  readonly website?: RegExp;
}

/** A candidate from a whole URL: no trailing or doubled slash, no query, no user info; the path stays. */
export function candidateOf(url: URL, origin: CandidateOrigin, kind?: Candidate['kind']): Candidate {
  const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return {
    uri: `${url.protocol}//${url.host}${path}`,
    kind: kind ?? (isPrivateHost(url.hostname) ? 'local' : 'direct'),
    secure: url.protocol === 'https:',
    origin,
  };
}

type Scheme = 'http' | 'https';

const form = 'write it as host, host:port or http://host:port/path';

/** What was typed, taken apart as far as the scheme and the port, which `URL` does not tell from those left out. */
interface Typed {
  readonly scheme: Scheme | undefined;
  readonly hasPort: boolean;
  /** Host, perhaps port and path; an IPv6 address in brackets. */
  readonly rest: string;
}

/**
 * The addresses that a person can have meant: `192.168.1.5`, `media.example.org/jellyfin`, `[fd00::1]:8096`,
 * `HTTPS://Example.org/`, or what a browser shows. What they wrote is kept; what they left out (scheme, port) gives one
 * candidate each, the likely ones first.
 *
 * @throws {MediafoldError} `invalid-argument`; the message holds no password and no query
 */
export function typedCandidates(typed: string, ports: DefaultPorts): readonly Candidate[] {
  const text = typed.trim();
  const wrong = (why: string): MediafoldError =>
    new MediafoldError('invalid-argument', `"${showable(text)}" is not an address: ${why}`);
  if (text === '') throw wrong('it is empty');
  const { scheme, hasPort, rest } = taken(text, wrong);
  const parse = (protocol: Scheme): URL => {
    try {
      return new URL(`${protocol}://${rest}`);
    } catch {
      throw wrong(form);
    }
  };
  const first = parse(scheme ?? 'https');
  // Quotes, commas: two addresses in one, or more than the address was copied.
  if (!/^[\w.[\]:-]+$/.test(first.hostname) || first.port === '0') throw wrong(form);
  if (ports.website?.test(first.hostname)) {
    throw wrong("that is the vendor's website. Write the address of the server itself");
  }
  // Passwords with a slash in them put the @ into what looks like a path.
  if (first.username !== '' || first.password !== '' || first.pathname.includes('@')) {
    throw wrong('leave the user name and password out');
  }
  // `192.168.15` is a valid way to write 192.168.0.15, and `010` is eight: nobody means that.
  if (/^\d+(\.\d+){3}$/.test(first.hostname) && !rest.startsWith(first.hostname)) {
    throw wrong('an IPv4 address has four numbers without leading zeros');
  }
  const withPort = (protocol: Scheme): URL => {
    const url = parse(protocol);
    url.port = String(ports[protocol]);
    return url;
  };
  const schemes: readonly Scheme[] = scheme === undefined ? ['https', 'http'] : [scheme];
  // Who writes a scheme and no port mostly means the usual port of that scheme.
  const urls = schemes.flatMap((each) => {
    if (hasPort) return [parse(each)];
    return scheme === undefined ? [withPort(each), parse(each)] : [parse(each), withPort(each)];
  });
  return dedupe(urls.flatMap(withoutPage).map((url) => candidateOf(url, 'typed')));
}

function taken(text: string, wrong: (why: string) => MediafoldError): Typed {
  const [, written, after = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const scheme = written?.toLowerCase();
  const isHttp = scheme === 'http' || scheme === 'https';
  if ((scheme !== undefined && !isHttp) || /^https?[:/\\]/i.test(after)) throw wrong('write http:// or https://');
  const [, host = '', path = ''] = /^[/\\]*([^/\\?#]*)(.*)$/s.exec(after) ?? [];
  // An IPv6 address without brackets would be read as a host and a port.
  const bracketed = /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*$/i.test(host) ? `[${host}]` : host;
  return {
    scheme: isHttp ? scheme : undefined,
    hasPort: /^(\[[^\]]*\]|[^:[\]]*):\d+$/.test(bracketed),
    rest: bracketed + path,
  };
}

/** The address of a server's own web pages, as a browser shows it, is that of the server with a path behind it. */
function withoutPage(url: URL): readonly URL[] {
  const path = url.pathname.replace(/\/web(\/(index\.html)?)?$/i, '');
  if (path === url.pathname) return [url];
  const server = new URL(url);
  server.pathname = path;
  return [server, url];
}

/** What cannot be parsed cannot be taken apart either: everything up to the last @ may be a password, and every query a token. */
const showable = (text: string): string => text.replace(/^(\w+:\/\/)?.*@/s, '$1…@').replace(/[?#].*$/s, '?…');

/** Of those with one address, the last. */
export function dedupe(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.uri, candidate])).values()];
}
