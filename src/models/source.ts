import type { Candidate } from './connection.ts';
import type { Credential } from './credential.ts';
import type { ServerId, SourceId, UserId } from './ids.ts';

export type SourceType = 'plex' | 'jellyfin';

export const sourceTypes: readonly SourceType[] = ['plex', 'jellyfin'];

/** One server, seen as one user. Two servers of one Plex account are two sources. */
export interface Source {
  readonly id: SourceId;
  readonly type: SourceType;
  readonly name: string;
  readonly serverId: ServerId;
  readonly userId: UserId;
  readonly userName?: string;
  /** The device id that the credential was made with: servers bind tokens and sessions to it. Not secret. */
  readonly deviceId: string;
}

/** What a finished login knows about one server: all that is needed to make a source of it. */
export interface SignedInServer extends Omit<Source, 'id'> {
  readonly credential: Credential;
  readonly candidates: readonly Candidate[];
  /** Who shared it, when it belongs to somebody else. */
  readonly ownerName?: string;
}

export interface ServerInfo {
  readonly serverId: ServerId;
  readonly name: string;
  readonly version: string;
}
