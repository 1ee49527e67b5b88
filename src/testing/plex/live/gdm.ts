import { createSocket } from 'node:dgram';
import type { ServerState } from '../server/server-state.ts';
import { seconds } from '../wire.ts';

export interface Gdm {
  readonly port: number;
  close(): Promise<void>;
}

export interface GdmOptions {
  readonly state: ServerState;
  readonly host: string;
  /** Where media servers listen is 32414; 0: any free one. */
  readonly port: number;
  /** Of the server itself. */
  readonly serverPort: number;
}

/**
 * Answers the search of local clients ("G'Day Mate"), which looks like HTTP in a datagram. The fields are those that
 * client libraries read; there is no recording and no official document.
 */
export async function answerGdm({ state, host, port, serverPort }: GdmOptions): Promise<Gdm> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (data, from) => {
    if (!data.toString('latin1').startsWith('M-SEARCH * HTTP/1.')) return;
    const lines = [
      'HTTP/1.0 200 OK',
      'Content-Type: plex/media-server',
      `Name: ${state.name}`,
      `Port: ${serverPort}`,
      `Resource-Identifier: ${state.machineIdentifier}`,
      `Updated-At: ${seconds(state.clock.now())}`,
      `Version: ${state.version}`,
    ];
    socket.send(`${lines.join('\r\n')}\r\n\r\n`, from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}
