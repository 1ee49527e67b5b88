import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../models/clock.ts';
import { refuseUpgrade, type Upgrade } from '../http/live-sockets.ts';
import type { PlaceBehaviour, ServerBehind } from './behaviour.ts';
import type { Conduct } from './conduct.ts';
import { withCredential } from './credentials-in.ts';
import { ownAnswer } from './own-answers.ts';
import type { Passage, Passing, PassThrough } from './pass-through.ts';

export interface ExchangeParts {
  readonly conduct: Conduct;
  readonly server: ServerBehind;
  readonly pass: PassThrough;
  readonly clock: Clock;
  readonly random: () => number;
  readonly closing: AbortSignal;
  /** TCP reset of the connection that this socket is, or that lies under it. */
  readonly reset: (socket: Duplex) => void;
}

export interface Exchange {
  /** Rejects when one of the two ends goes away, and when the place is closed. */
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** @returns the status; 0 when none was sent */
  upgrade(upgrade: Upgrade): Promise<number>;
}

/** A throttled body goes out in so many pieces a second. */
const piecesPerSecond = 20;

/** Plays the behaviour that a request meets. */
export function createExchange(parts: ExchangeParts): Exchange {
  const { conduct, pass, clock, random, closing, reset } = parts;

  const own = (behaviour: PlaceBehaviour, request: IncomingMessage): Promise<Response | undefined> =>
    ownAnswer(behaviour, request, async () => JSON.parse(await pass.read(parts.server, '/System/Info/Public')));

  /** After the way there was travelled. */
  async function passing(behaviour: PlaceBehaviour, request: IncomingMessage): Promise<Passing> {
    const sent = { headers: request.headers, target: request.url ?? '/' };
    const { headers, target } =
      behaviour.kind === 'refuses-token' ? withCredential(sent.headers, sent.target, 'refused-here') : sent;
    if (behaviour.kind === 'open') {
      const { delayMs = 0, jitterMs = 0 } = behaviour;
      const ms = delayMs + random() * jitterMs;
      if (ms > 0) await clock.sleep(ms, closing);
    }
    const beforeAnswer = async (): Promise<void> => {
      if (behaviour.kind === 'slow') await clock.sleep(behaviour.ms, closing);
      await conduct.passable();
    };
    await conduct.passable();
    const server = behaviour.kind === 'another-server' ? behaviour.server : parts.server;
    return { server, headers, target, beforeAnswer, passage: passage(behaviour, request.socket) };
  }

  function passage(behaviour: PlaceBehaviour, socket: Duplex): Passage {
    const throttle = behaviour.kind === 'open' ? behaviour.bytesPerSecond : undefined;
    const size = throttle === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(throttle / piecesPerSecond));
    return async function* (chunk) {
      if (behaviour.kind === 'resetting') {
        yield chunk.subarray(0, Math.floor(chunk.length / 2));
        // What was yielded has to leave first.
        await new Promise((resolve) => setImmediate(resolve));
        reset(socket);
        return;
      }
      for (let at = 0; at < chunk.length; at += size) {
        await conduct.passable();
        const piece = chunk.subarray(at, at + size);
        yield piece;
        if (throttle !== undefined) await clock.sleep((piece.length / throttle) * 1000, closing);
      }
    };
  }

  const resetsAtOnce = (behaviour: PlaceBehaviour): boolean =>
    behaviour.kind === 'resetting' && behaviour.when === 'request';

  return {
    async request(request, response) {
      const behaviour = await conduct.admitted(() => response.destroyed);
      if (response.destroyed) return;
      if (resetsAtOnce(behaviour)) {
        reset(request.socket);
        return;
      }
      const answer = await own(behaviour, request);
      if (answer === undefined) {
        await pass.request(request, response, await passing(behaviour, request));
        return;
      }
      await conduct.passable();
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': body.length });
      response.end(body);
    },

    async upgrade(upgrade) {
      const behaviour = await conduct.admitted(() => upgrade.socket.destroyed);
      if (upgrade.socket.destroyed) return 0;
      if (resetsAtOnce(behaviour)) {
        reset(upgrade.socket);
        return 0;
      }
      const answer = await own(behaviour, upgrade.request);
      if (answer === undefined) return pass.upgrade(upgrade, await passing(behaviour, upgrade.request));
      refuseUpgrade(upgrade, answer.status, await answer.text(), Object.fromEntries(answer.headers));
      return answer.status;
    },
  };
}
