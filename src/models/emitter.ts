export type Unsubscribe = () => void;

export interface Emitter<Args extends readonly unknown[]> {
  readonly on: (listener: (...args: Args) => void) => Unsubscribe;
  readonly emit: (...args: Args) => void;
}

/** One event. A listener that throws does not keep the others, or the work that the event tells of, from going on. */
export function createEmitter<Args extends readonly unknown[]>(onError: (error: unknown) => void): Emitter<Args> {
  const listeners = new Set<(...args: Args) => void>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit: (...args) => {
      for (const listener of [...listeners]) {
        try {
          listener(...args);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
