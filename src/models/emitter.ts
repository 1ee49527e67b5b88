export type Unsubscribe = () => void;

export interface Emitter<Args extends readonly unknown[]> {
  readonly on: (listener: (...args: Args) => void) => Unsubscribe;
  readonly emit: (...args: Args) => void;
}

/**
 * One event. A listener that throws does not keep the others, or the work that the event tells of, from going on. One that
 * was taken away hears nothing any more, also when another listener did it on hearing the same event.
 */
export function createEmitter<Args extends readonly unknown[]>(onError: (error: unknown) => void): Emitter<Args> {
  // Each in a box of its own: two may listen with the same function.
  const listeners = new Set<{ readonly hear: (...args: Args) => void }>();
  return {
    on: (hear) => {
      const listener = { hear };
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit: (...args) => {
      for (const listener of [...listeners]) {
        if (!listeners.has(listener)) continue;
        try {
          listener.hear(...args);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
