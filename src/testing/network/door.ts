import { type AddressInfo, createServer, type Socket } from 'node:net';
import { holdPort } from '../http/held-port.ts';

export interface DoorOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Gets each connection before a byte of it was read: `resume` is up to whoever takes it. */
  readonly onConnection: (socket: Socket) => void;
}

/** One TCP address that can be left and taken again. */
export interface Door {
  readonly port: number;
  /** How many connections were ever opened. */
  readonly opened: number;
  /** Those that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Listens again. @throws Error somebody else has the port now */
  open(): Promise<void>;
  /** From now on connections are refused. Those that are open stay. */
  shut(): void;
  /** Ends every open connection with a reset. */
  cut(): void;
  /** Both, for good. Resolves when no socket is left. */
  close(): Promise<void>;
}

export async function openDoor({ host, port: wanted, onConnection }: DoorOptions): Promise<Door> {
  const sockets = new Set<Socket>();
  let opened = 0;
  // A server that was shut may still know connections of before, so each opening gets one of its own.
  let server = createServer();

  const listenAt = (port: number): Promise<AddressInfo> =>
    new Promise((resolve, reject) => {
      const fresh = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
        opened += 1;
        sockets.add(socket);
        // Clients go away in the middle of it; without a listener that would end the process.
        socket.on('error', () => socket.destroy());
        socket.on('close', () => sockets.delete(socket));
        onConnection(socket);
      });
      fresh.once('error', reject);
      fresh.listen(port, host, () => {
        server = fresh;
        resolve(fresh.address() as AddressInfo);
      });
    });

  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  const { port } = await listenAt(wanted);
  let giveBack = (): void => undefined;
  return {
    port,
    get opened() {
      return opened;
    },
    sockets,
    open: async () => {
      if (server.listening) return;
      giveBack();
      await listenAt(port);
    },
    shut: () => {
      if (!server.listening) return;
      server.close();
      giveBack = holdPort(host, port);
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        // Also when it was shut: the callback comes when the last connection is gone.
        server.close(() => resolve());
        giveBack();
        cut();
      }),
  };
}
