import { cancelled } from './clock.ts';

/**
 * For work that several callers share: one of them may stop waiting, and the work goes on for the others.
 *
 * @throws {MediafoldError} `cancelled` as soon as the signal is aborted
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  operation: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(cancelled(operation));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
