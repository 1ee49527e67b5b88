import { createHash } from 'node:crypto';
import type { Account, Device } from './accounts.ts';

export interface Capabilities {
  readonly PlayableMediaTypes: readonly unknown[];
  readonly SupportedCommands: readonly unknown[];
  readonly SupportsMediaControl: boolean;
  readonly SupportsPersistentIdentifier: boolean;
}

/** What a client reported to be playing. */
export interface NowPlaying {
  readonly itemId: string;
  readonly report: Readonly<Record<string, unknown>>;
}

export interface Session {
  readonly id: string;
  readonly device: Device;
  /** Moves when another user reports from the same client and device: two of them share one session (seen). */
  account: Account;
  lastActivityAt: number;
  lastCheckInAt?: number;
  nowPlaying?: NowPlaying;
  capabilities: Capabilities;
}

export interface Sessions {
  touch(account: Account, device: Device, at: number): Session;
  all(): readonly Session[];
  endDevice(deviceId: string): void;
  clear(): void;
}

const noCapabilities: Capabilities = {
  PlayableMediaTypes: [],
  SupportedCommands: [],
  SupportsMediaControl: false,
  SupportsPersistentIdentifier: true,
};

/** Sessions are keyed by client and device id; their id is the MD5 of both. */
export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    touch: (account, device, at) => {
      const id = createHash('md5').update(`${device.client}${device.deviceId}`, 'utf16le').digest('hex');
      const known = sessions.get(id);
      if (known !== undefined) {
        known.account = account;
        known.lastActivityAt = at;
        return known;
      }
      const session: Session = { id, device, account, lastActivityAt: at, capabilities: noCapabilities };
      sessions.set(id, session);
      return session;
    },
    all: () => [...sessions.values()],
    endDevice: (deviceId) => {
      for (const [id, session] of sessions) if (session.device.deviceId === deviceId) sessions.delete(id);
    },
    clear: () => sessions.clear(),
  };
}
