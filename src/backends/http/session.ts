import { MediafoldError } from '../../errors.ts';
import type { Connection } from '../../models/connection.ts';
import { unlessAborted } from '../../models/unless-aborted.ts';

/** What a long-lived backend keeps between its calls, and what each of them passes through. */
export interface Session {
  /** The address in use. */
  readonly connection: Connection | undefined;
  /**
   * @param isAfresh what waits at this address waits in vain: over a network that is gone
   * @throws {MediafoldError} `unavailable` after `close`
   */
  use(connection: Connection, isAfresh?: boolean): void;
  /** @param listener told of an address that is not used any more, and which one is; there is one */
  onLeft(listener: (uri: string, next: string) => void): void;
  /** @throws {MediafoldError} `unavailable` without an address in use, and after `close` */
  inUse(operation: string): Connection;
  /**
   * Does the work of one call, which has to listen to the signal that it is given.
   *
   * @throws {MediafoldError} `cancelled` as soon as the caller gives up, `unavailable` as soon as the backend is closed
   */
  during<T>(operation: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends what is in flight. */
  close(): void;
}

/** @param name of the source, for messages */
export function createSession(name: string): Session {
  const closing = new AbortController();
  let connection: Connection | undefined;
  let leave: (uri: string, next: string) => void = () => undefined;

  const unavailable = (operation: string, why: string): MediafoldError =>
    new MediafoldError('unavailable', `${operation}: ${why}`, { operation });

  function checkOpen(operation: string): void {
    if (closing.signal.aborted) throw unavailable(operation, 'the backend is closed');
  }

  return {
    get connection() {
      return connection;
    },
    use(next, isAfresh) {
      checkOpen('use a connection');
      const left = connection?.uri;
      connection = next;
      if (left !== undefined && (isAfresh || left !== next.uri)) leave(left, next.uri);
    },
    onLeft(listener) {
      leave = listener;
    },
    inUse(operation) {
      checkOpen(operation);
      if (connection === undefined) throw unavailable(operation, `no connection to ${name} is in use`);
      return connection;
    },
    async during(operation, signal, work) {
      checkOpen(operation);
      const either = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
      try {
        return await unlessAborted(work(either), operation, either);
      } catch (error) {
        if (!signal?.aborted) checkOpen(operation);
        throw error;
      }
    },
    close() {
      connection = undefined;
      closing.abort();
    },
  };
}
