import type { LiveSocket } from '../../http/live-sockets.ts';
import type { Caller } from '../accounts.ts';
import type { Session } from '../sessions.ts';

/** One open socket, with what the server keeps about it. */
export interface Member {
  readonly socket: LiveSocket;
  readonly caller: Caller;
  readonly token: string;
  /** Absent for a server key, which has no session and so gets no events (recorded). */
  readonly session: Session | undefined;
  /** When it last sent a KeepAlive, on the server's clock. */
  heardAt: number;
  /** Grows with everything that any socket sends: the highest is the one that was active last. */
  activity: number;
  forgotten: boolean;
}

/**
 * Of several sockets of one session only the one that was active last gets events: the newest one, until an older one
 * sends something (recorded).
 */
export function listeners(members: Iterable<Member>): ReadonlyMap<Session, Member> {
  const chosen = new Map<Session, Member>();
  for (const member of members) {
    if (member.session === undefined || member.forgotten) continue;
    const known = chosen.get(member.session);
    if (known === undefined || known.activity < member.activity) chosen.set(member.session, member);
  }
  return chosen;
}
