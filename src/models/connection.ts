import type { MediafoldError } from '../errors.ts';
import type { ServerId } from './ids.ts';

/** `local`: a private address of the server (not proof of being on its network). `relay`: through the vendor, slow. */
export type ConnectionKind = 'local' | 'direct' | 'relay';

/** One address of one server. `uri` has no trailing slash, no query and no credential, and keeps a base path. */
export interface Connection {
  readonly uri: string;
  readonly kind: ConnectionKind;
  readonly secure: boolean;
}

/** Who named the address: plex.tv, the server itself, the person, an earlier success, or the server on the local network. */
export type CandidateOrigin = 'account' | 'server' | 'typed' | 'remembered' | 'discovered';

export interface Candidate extends Connection {
  readonly origin: CandidateOrigin;
  /** A person wants this one, and no other. */
  readonly pinned?: true;
}

/** What a probe found. In `ok`, `unauthorized`, `forbidden` and `insecure` the right server answered, in `wrong-server` another. */
export type ProbeOutcome =
  | 'ok'
  | 'unauthorized'
  | 'forbidden'
  | 'wrong-server'
  | 'not-a-media-server'
  | 'starting'
  | 'tls'
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'http-status'
  | 'insecure'
  | 'cancelled';

export interface ProbeResult {
  readonly candidate: Candidate;
  readonly outcome: ProbeOutcome;
  /** For people, without the address. Holds no credential. */
  readonly reason: string;
  /** From the first byte sent to the end of the last answer, milliseconds; absent when nobody answered. */
  readonly latencyMs?: number;
  /** Who answered, also when it is the wrong server. */
  readonly serverId?: ServerId;
  readonly serverName?: string;
  readonly version?: string;
  readonly error?: MediafoldError;
}

/** `since`: epoch milliseconds. An attempt that ends as the one before did changes nothing about it. */
export type ConnectionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'connecting' }
  | { readonly status: 'online'; readonly connection: Connection; readonly since: number }
  | { readonly status: 'offline'; readonly since: number; readonly reason: string }
  | { readonly status: 'needs-sign-in'; readonly since: number; readonly reason: string };
