import { createSocket } from 'node:dgram';
import type { MockServer } from '../server.ts';

const question = /who is jellyfinserver\?/i;

export interface Discovery {
  readonly port: number;
  close(): Promise<void>;
}

export interface DiscoveryOptions {
  readonly server: MockServer;
  readonly host: string;
  /** 0: any free one; real servers have 7359. */
  readonly port: number;
}

/** Answers datagrams that hold the question, in any case and among other text, and nothing else (recorded on 12.0). */
export async function answerDiscovery({ server, host, port }: DiscoveryOptions): Promise<Discovery> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (data, from) => {
    if (server.settings.startUp !== 'ready' || !question.test(data.toString('utf8'))) return;
    const answer = { Address: server.address, Id: server.serverId, Name: server.name, EndpointAddress: null };
    socket.send(JSON.stringify(answer), from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
