import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Clock } from '../../models/clock.ts';
import type { FaultAction } from './faults.ts';
import { refuseUpgrade, type Upgrade } from './live-sockets.ts';

/** @returns true when the fault has taken care of the whole answer */
export async function playFault(
  fault: FaultAction,
  response: ServerResponse,
  clock: Clock,
  closing: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers }).end(fault.body ?? '');
      return true;
    case 'delay':
      await clock.sleep(fault.ms, closing);
      return false;
    case 'black-hole':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      cutAfter(response, fault.bytes);
      return false;
    case 'body':
      response.writeHead(200, { 'content-type': fault.contentType }).end(fault.body);
      return true;
    case 'redirect':
      response.writeHead(fault.status ?? 302, { location: fault.location, 'content-length': '0' }).end();
      return true;
    default:
      return false;
  }
}

/**
 * The same for a request to become a websocket. Faults of bodies mean nothing there and let it pass.
 *
 * @returns the status that was answered (0: none), or undefined when the request is to go on
 */
export async function playUpgradeFault(
  fault: FaultAction,
  upgrade: Upgrade,
  clock: Clock,
  closing: AbortSignal,
): Promise<number | undefined> {
  switch (fault.kind) {
    case 'status':
      refuseUpgrade(upgrade, fault.status, fault.body, fault.headers);
      return fault.status;
    case 'body':
      refuseUpgrade(upgrade, 200, fault.body, { 'content-type': fault.contentType });
      return 200;
    case 'redirect':
      refuseUpgrade(upgrade, fault.status ?? 302, '', { location: fault.location });
      return fault.status ?? 302;
    case 'delay':
      await clock.sleep(fault.ms, closing);
      return undefined;
    case 'black-hole':
      return 0;
    case 'reset':
      if (upgrade.socket instanceof Socket) upgrade.socket.resetAndDestroy();
      else upgrade.socket.destroy();
      return 0;
    default:
      return undefined;
  }
}

/** Lets the real answer begin, with its true length in the headers, and closes the socket inside the body. */
function cutAfter(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const cut = (chunk: unknown): boolean => {
    const data = typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
    const { socket } = response;
    response.flushHeaders();
    socket?.write(data.subarray(0, left), () => {
      left -= data.length;
      if (left <= 0) socket.destroy();
    });
    return true;
  };
  response.write = cut as typeof response.write;
  response.end = ((chunk: unknown) => {
    cut(chunk);
    response.socket?.end();
    return response;
  }) as typeof response.end;
}
