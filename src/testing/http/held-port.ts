import { connect } from 'node:net';

/**
 * Keeps a port at which nobody listens from being given to another server of this machine, which would answer there, and
 * be in the way of listening there again. Connections are refused meanwhile. Does not keep the process alive.
 *
 * A socket that is connected to itself has the port without listening. Where the system does not allow that, nothing is held.
 *
 * @returns gives the port back: from then on it can be listened at
 */
export function holdPort(host: string, port: number): () => void {
  const socket = connect({ host, port, localAddress: host, localPort: port });
  socket.on('error', () => socket.destroy());
  socket.unref();
  return () => {
    if (socket.connecting) socket.destroy();
    else socket.resetAndDestroy();
  };
}
