import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { FoundServer, LanProtocol } from '../../backends/lan-protocol.ts';
import { type Clock, cancelled } from '../../models/clock.ts';

export interface DiscoverOptions {
  /** How long to listen, milliseconds. Default 1,500. */
  readonly waitMs?: number | undefined;
  /** More servers are not collected. Default 50. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of each server once, with its first answer. */
  readonly onFound?: ((server: FoundServer) => void) | undefined;
  /** Ends the listening early. */
  readonly isEnough?: ((server: FoundServer) => boolean) | undefined;
  /** Whom to ask. Default: every broadcast address of this machine's networks and the group, on the protocol's port. */
  readonly targets?: readonly LanTarget[] | undefined;
}

export interface LanTarget {
  readonly address: string;
  readonly port: number;
}

/** Bytes. Real answers have some 200. */
const largestAnswer = 4_096;
/** Of one server. A machine has a few networks, and names one more address of its own. */
const mostAddresses = 8;
/** What comes after so many datagrams is a flood, and not read any more. */
const mostAnswers = 1_000;

/**
 * Asks the local network and listens for a while. Two servers with one id are one, with all its addresses. Networks that
 * do not let broadcasts through give an empty list, never an error.
 *
 * @throws {MediafoldError} `cancelled`
 */
export async function discoverLan(
  protocols: readonly LanProtocol[],
  clock: Clock,
  { waitMs = 1_500, most = 50, signal, onFound, isEnough, targets }: DiscoverOptions = {},
): Promise<readonly FoundServer[]> {
  if (signal?.aborted) throw cancelled('ask the local network');
  const found = new Map<string, FoundServer>();
  const enough = new AbortController();
  const take = (server: FoundServer): void => {
    if (enough.signal.aborted) return;
    const key = `${server.type} ${server.serverId}`;
    const known = found.get(key);
    if (known === undefined && found.size >= most) return;
    const merged = known === undefined ? server : merge(known, server);
    found.set(key, merged);
    if (known === undefined) onFound?.(merged);
    if (isEnough?.(merged)) enough.abort();
  };
  const sockets = await Promise.all(protocols.map((each) => ask(each, targets ?? everybody(each), take)));
  try {
    await clock.sleep(waitMs, signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal]));
  } catch (error) {
    if (signal?.aborted) throw cancelled('ask the local network');
    if (!enough.signal.aborted) throw error;
  } finally {
    enough.abort();
    for (const socket of sockets) socket?.close();
  }
  return [...found.values()];
}

function merge(known: FoundServer, server: FoundServer): FoundServer {
  const fresh = server.candidates.filter(({ uri }) => !known.candidates.some((each) => each.uri === uri));
  return { ...known, candidates: [...known.candidates, ...fresh].slice(0, mostAddresses) };
}

/** @returns undefined where no socket can be had */
function ask(
  protocol: LanProtocol,
  targets: readonly LanTarget[],
  take: (server: FoundServer) => void,
): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let answers = 0;
    // No socket to be had. Once it is bound, what fails is one target, and its own business.
    socket.on('error', () => resolve(undefined));
    socket.on('message', (data, from) => {
      answers += 1;
      if (answers > mostAnswers || data.length > largestAnswer) return;
      const server = protocol.read(data.toString('utf8'), from.address);
      if (server !== undefined) take(server);
    });
    socket.bind(0, () => {
      for (const target of targets) send(socket, protocol.question, target);
      resolve(socket);
    });
  });
}

/** An unreachable network, a closed port, a system that forbids broadcasts: others may still answer. */
function send(socket: Socket, question: string, { address, port }: LanTarget): void {
  try {
    socket.setBroadcast(true);
    socket.send(question, port, address, () => undefined);
  } catch {
    // Told by nobody's answer.
  }
}

function everybody({ port, multicast }: LanProtocol): readonly LanTarget[] {
  const all = ['255.255.255.255', ...ownBroadcasts(), ...(multicast === undefined ? [] : [multicast])];
  return [...new Set(all)].map((address) => ({ address, port }));
}

function ownBroadcasts(): readonly string[] {
  try {
    return Object.values(networkInterfaces())
      .flatMap((addresses = []) => addresses)
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address, netmask }) => broadcastOf(address, netmask));
  } catch {
    // Phones do not tell every program their networks.
    return [];
  }
}

/** The last address of a network: all bits that its mask leaves open. */
function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((part, at) => Number(part) | (~(mask[at] ?? 255) & 255))
    .join('.');
}
