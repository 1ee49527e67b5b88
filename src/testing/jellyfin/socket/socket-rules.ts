import type { JellyfinVersion } from '../version-traits.ts';

/** In what the versions differ once a socket is open (recorded on 10.10, 10.11 and 12.0). */
export interface SocketRules {
  /**
   * What becomes of a socket that said nothing for a minute. `forgotten`: it stays open, is neither reminded nor closed
   * and gets no events.
   */
  readonly silent: 'closed' | 'forgotten';
  /** With a server key: like any other, or without a first frame and good for nothing but keep-alives. */
  readonly keySockets: 'speaking' | 'mute';
}

const since1011: SocketRules = { silent: 'forgotten', keySockets: 'speaking' };

export const socketRules: Readonly<Record<JellyfinVersion, SocketRules>> = {
  '10.8.13': since1011,
  '10.10.7': { ...since1011, keySockets: 'mute' },
  '10.11.11': since1011,
  '12.0.0': { ...since1011, silent: 'closed' },
};

/** Told in the first frame, in seconds: a client has to send a KeepAlive within this time. */
export const keepAliveSeconds = 60;
/** How often the server looks for silent sockets, and from which silence on it reminds them. */
export const checkEveryMs = 12_000;
export const remindAfterMs = 45_000;
