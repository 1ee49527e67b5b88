/**
 * Runs `work` once however many callers come while it runs; all of them get its outcome. The next caller after that
 * starts it anew.
 */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
