/** One stream inside a file. Language codes as the server gives them, usually ISO 639-2. */
export interface MediaStream {
  readonly kind: 'video' | 'audio' | 'subtitle' | 'lyrics' | 'other';
  /** The server's number of the stream; absent for external files on some servers. */
  readonly index?: number;
  readonly codec?: string;
  readonly language?: string;
  readonly title?: string;
  readonly isDefault?: boolean;
  readonly isForced?: boolean;
  readonly isExternal?: boolean;
  readonly channels?: number;
  readonly width?: number;
  readonly height?: number;
  /** Bits per second. */
  readonly bitrate?: number;
}

/** One file of a version. Films in two files have two parts, in order. */
export interface MediaPart {
  readonly id: string;
  /** Relative to the server, never with a token. */
  readonly path?: string;
  /** As the server's disk names it; servers hide it from some users. */
  readonly file?: string;
  readonly container?: string;
  readonly sizeBytes?: number;
  readonly durationMs?: number;
  /** Absent in brief rows: not asked for, not "none". */
  readonly streams?: readonly MediaStream[];
}

/** One edition or encoding of an item. */
export interface MediaVersion {
  readonly id: string;
  readonly name?: string;
  readonly container?: string;
  readonly durationMs?: number;
  readonly width?: number;
  readonly height?: number;
  /** Bits per second. */
  readonly bitrate?: number;
  readonly videoCodec?: string;
  readonly audioCodec?: string;
  readonly parts: readonly MediaPart[];
}

export interface Chapter {
  readonly startMs: number;
  readonly endMs?: number;
  readonly title?: string;
}

export type PersonRole = 'actor' | 'director' | 'writer' | 'producer' | 'composer' | 'guest' | 'other';

export interface Person {
  readonly name: string;
  readonly role: PersonRole;
  /** The part that an actor plays. */
  readonly character?: string;
  readonly image?: string;
}
