import { createLiveSockets, refuseUpgrade, type SocketControls, type Upgrade } from '../../http/live-sockets.ts';
import type { MockServer } from '../server.ts';
import { wireJson, without } from '../wire-json.ts';
import { hexOf } from '../wire-values.ts';
import { listeners, type Member } from './audience.ts';
import type { Changes } from './changes.ts';
import { createDebounce } from './debounce.ts';
import { createKeepAlive } from './keep-alive.ts';
import { collectChanges, libraryChanged } from './library-changed.ts';
import { keepAliveSeconds, type SocketRules, socketRules } from './socket-rules.ts';
import { admission } from './upgrade-request.ts';
import { collectWrites, userDataChanged } from './user-data-changed.ts';

export interface SocketTimes {
  /** `LibraryUpdateDuration`: how long the library has to be quiet before it is told what changed. Default 30,000. */
  readonly libraryChangedMs?: number;
  /** The same for watch state. Default 500. */
  readonly userDataChangedMs?: number;
  /**
   * How long after it came an item is told once more, as updated: 12.0 does so when its refresh ends (recorded). Default:
   * not at all.
   */
  readonly refreshMs?: number;
}

export interface SocketServer {
  readonly controls: SocketControls;
  /** @returns the status that was answered */
  upgrade(upgrade: Upgrade): number;
  /** Closes what is not allowed any more. To be called whenever tokens or sessions may have gone. */
  review(): void;
  /** What a server that is about to go away does. */
  goAway(): void;
  stop(): void;
}

/** The websocket of one server, whatever happens to it told to whoever listens. All times are those of its clock. */
export function createSocketServer(server: MockServer, changes: Changes, times: SocketTimes = {}): SocketServer {
  const { clock } = server;
  const { libraryChangedMs = 30_000, userDataChangedMs = 500, refreshMs } = times;
  // Not kept: an upgrade brings others.
  const rules = (): SocketRules => socketRules[server.version];
  const sockets = createLiveSockets();
  const members = new Set<Member>();
  const stopped = new AbortController();
  let sent = 0;
  let activity = 0;

  const send = (member: Member, type: string, data?: unknown): void => {
    sent += 1;
    const frame = {
      MessageId: hexOf('message', server.serverId, sent),
      ...(data === undefined ? {} : { Data: data }),
      MessageType: type,
    };
    member.socket.send(wireJson(without(server.traits.lacks, frame), 'pascal'));
  };
  const remind = (member: Member): void => send(member, 'ForceKeepAlive', keepAliveSeconds);
  const keepAlive = createKeepAlive({ clock, rules, members, remind });

  const library = collectChanges();
  const libraryTold = createDebounce(clock, libraryChangedMs, () => {
    const noted = library.take();
    for (const [{ account }, member] of listeners(members)) {
      const data = libraryChanged(server, account, noted);
      if (data !== undefined) send(member, 'LibraryChanged', data);
    }
  });
  const writes = collectWrites();
  const writesTold = createDebounce(clock, userDataChangedMs, () => {
    const noted = writes.take();
    for (const [{ account }, member] of listeners(members)) {
      const handles = noted.get(account.id);
      if (handles !== undefined) send(member, 'UserDataChanged', userDataChanged(server, account, handles));
    }
  });
  changes.listen({
    library: (what, handle) => {
      library.note(what, handle);
      libraryTold.poke();
      if (what !== 'added' || refreshMs === undefined) return;
      clock.sleep(refreshMs, stopped.signal).then(
        () => changes.library('updated', handle),
        () => {},
      );
    },
    userData: (userId, handle) => {
      writes.note(userId, handle);
      writesTold.poke();
    },
  });

  const heard = (member: Member, text: string): void => {
    activity += 1;
    member.activity = activity;
    if (messageType(text) !== 'KeepAlive') return;
    member.heardAt = clock.now();
    send(member, 'KeepAlive');
  };

  return {
    controls: sockets,
    upgrade: (asked) => {
      const found = admission(server, asked);
      if ('status' in found) {
        refuseUpgrade(asked, found.status, found.body, found.headers);
        return found.status;
      }
      const { caller, token } = found;
      sockets.accept(asked, (socket) => {
        const session =
          caller.kind === 'key' ? undefined : server.sessions.touch(caller.account, caller.token.device, clock.now());
        activity += 1;
        const member: Member = { socket, caller, token, session, heardAt: clock.now(), activity, forgotten: false };
        members.add(member);
        if (caller.kind === 'user' || rules().keySockets === 'speaking') {
          remind(member);
          keepAlive.watch();
        } else member.forgotten = true;
        return { onText: (text) => heard(member, text), onClose: () => void members.delete(member) };
      });
      return 101;
    },
    review: () => {
      if (members.size === 0) return;
      const sessions = new Set(server.sessions.all());
      for (const { socket, token, session } of members) {
        const ended = session !== undefined && !sessions.has(session);
        if (ended || server.accounts.callerOf(token) === undefined) socket.close(1000);
      }
    },
    goAway: () => {
      for (const member of members) {
        if (member.session !== undefined) send(member, 'ServerRestarting');
        member.socket.close(1001);
      }
    },
    stop: () => {
      stopped.abort();
      keepAlive.stop();
      libraryTold.stop();
      writesTold.stop();
    },
  };
}

/** Undefined for a text that is no message: the server ignores it. */
function messageType(text: string): unknown {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? Reflect.get(message, 'MessageType') : undefined;
  } catch {
    return undefined;
  }
}
