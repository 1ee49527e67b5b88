import type { MockPlexUser } from '../accounts.ts';
import type { WireObject } from '../wire.ts';

/** One thing that a server tells those who listen. */
export interface Note {
  /** `playing`, `timeline`, `activity`, `status` ... */
  readonly type: string;
  /** The name of its list in a frame: `TimelineEntry` for `timeline`. */
  readonly list: string;
  readonly entry: WireObject;
  /** Who hears of it besides the owner. A number: this user. */
  readonly audience: 'everybody' | 'nobody' | number;
}

export interface Listener {
  readonly user: MockPlexUser;
  readonly wants: (type: string) => boolean;
  readonly hear: (note: Note) => void;
  /** Ends the connection from the server's side. */
  readonly end: () => void;
}

export interface Notifications {
  readonly listening: number;
  /** Nothing is kept: who comes later has missed it. */
  publish(note: Note): void;
  /** @returns what to call when the listener is gone */
  connect(listener: Listener): () => void;
  /** Ends every connection. */
  endAll(): void;
}

/** Those who listen by websocket or event stream. Users who are not the owner hear of little besides themselves. */
export function createNotifications(): Notifications {
  const listeners = new Set<Listener>();
  const mayHear = ({ user }: Listener, { audience }: Note): boolean =>
    user.admin || audience === 'everybody' || audience === user.id;
  return {
    get listening() {
      return listeners.size;
    },
    publish: (note) => {
      for (const listener of listeners) {
        if (mayHear(listener, note) && listener.wants(note.type)) listener.hear(note);
      }
    },
    connect: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    endAll: () => {
      for (const listener of [...listeners]) listener.end();
    },
  };
}

/**
 * Which types a listener asked for: a list of those it wants, or of those it does not want with a dash before each. The
 * parameter is `filters`; the official document calls it `filter`.
 */
export function wantedTypes(query: URLSearchParams): (type: string) => boolean {
  const names = (query.get('filters') ?? query.get('filter') ?? '').split(',').filter((name) => name !== '');
  const unwanted = new Set(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const wanted = new Set(names.filter((name) => !name.startsWith('-')));
  return (type) => !unwanted.has(type) && (wanted.size === 0 || wanted.has(type));
}
