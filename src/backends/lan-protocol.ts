import type { Candidate } from '../models/connection.ts';
import type { ServerId } from '../models/ids.ts';
import type { SourceType } from '../models/source.ts';

/** A server that answered on the local network. Nothing of it is proven: anybody may answer. */
export interface FoundServer {
  readonly type: SourceType;
  readonly serverId: ServerId;
  readonly name: string;
  readonly version?: string;
  /** The address that it names, and the one from which it answered. */
  readonly candidates: readonly Candidate[];
}

/** How one kind of server is asked on the local network: one datagram to everybody, an answer from each. */
export interface LanProtocol {
  readonly port: number;
  readonly question: string;
  /** Group that is asked beside the broadcast address. */
  readonly multicast?: string;
  /** @returns undefined when it is no answer of such a server */
  read(answer: string, sender: string): FoundServer | undefined;
}
