import { createLiveSockets, refuseUpgrade, type SocketControls, type Upgrade } from '../../http/live-sockets.ts';
import { htmlError, maintenance } from '../answers.ts';
import type { ServerState } from '../server/server-state.ts';
import { type Note, wantedTypes } from './notifications.ts';

export interface NotificationSockets {
  readonly controls: SocketControls;
  /** @returns the status that was answered */
  upgrade(upgrade: Upgrade): Promise<number>;
}

/** The plural is what servers know; the official document prints the singular. */
const path = '/:/websockets/notifications';

function frameOf({ type, list, entry }: Note): string {
  return JSON.stringify({ NotificationContainer: { type, size: 1, [list]: [entry] } });
}

/** Notifications by websocket. The server says nothing but them: keeping the connection alive is the client's work. */
export function createNotificationSockets(state: ServerState): NotificationSockets {
  const sockets = createLiveSockets();
  return {
    controls: sockets,
    upgrade: async (asked) => {
      const url = new URL(asked.request.url ?? '/', 'http://mock');
      const header = asked.request.headers['x-plex-token'];
      const token = typeof header === 'string' ? header : url.searchParams.get('X-Plex-Token');
      const user = state.userOf(token ?? undefined);
      if (state.startUp === 'maintenance') return await refuse(asked, maintenance());
      if (user === undefined) return await refuse(asked, htmlError(401));
      if (decodeURIComponent(url.pathname) !== path) return await refuse(asked, htmlError(404));
      sockets.accept(asked, (socket) => {
        const leave = state.notifications.connect({
          user,
          wants: wantedTypes(url.searchParams),
          hear: (note) => socket.send(frameOf(note)),
          end: () => socket.close(1001),
        });
        return { onText: () => {}, onClose: leave };
      });
      return 101;
    },
  };
}

async function refuse(asked: Upgrade, answer: Response): Promise<number> {
  refuseUpgrade(asked, answer.status, await answer.text(), Object.fromEntries(answer.headers));
  return answer.status;
}
