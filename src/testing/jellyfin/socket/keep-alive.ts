import type { Clock } from '../../../models/clock.ts';
import { inBackground } from '../../http/in-background.ts';
import type { Member } from './audience.ts';
import { checkEveryMs, keepAliveSeconds, remindAfterMs, type SocketRules } from './socket-rules.ts';

export interface KeepAliveOptions {
  readonly clock: Clock;
  readonly rules: () => SocketRules;
  readonly members: ReadonlySet<Member>;
  readonly remind: (member: Member) => void;
}

export interface KeepAlive {
  /** Starts to look after the sockets. It stops by itself when there are none. */
  watch(): void;
  stop(): void;
}

/** Reminds silent sockets, and gives up those that stay silent. A ping of the websocket itself is no sign of life. */
export function createKeepAlive({ clock, rules, members, remind }: KeepAliveOptions): KeepAlive {
  const stopped = new AbortController();
  let watching = false;

  const check = (): void => {
    for (const member of members) {
      const silence = clock.now() - member.heardAt;
      if (member.forgotten || silence <= remindAfterMs) continue;
      if (silence < keepAliveSeconds * 1000) remind(member);
      else if (rules().silent === 'closed') member.socket.close(1000);
      else member.forgotten = true;
    }
  };
  const run = async (): Promise<void> => {
    while (members.size > 0) {
      await clock.sleep(checkEveryMs, stopped.signal);
      check();
    }
    watching = false;
  };
  return {
    watch: () => {
      if (watching) return;
      watching = true;
      inBackground(run(), stopped.signal);
    },
    stop: () => stopped.abort(),
  };
}
