/**
 * Lets something run beside the requests until the server is closed, which ends it by rejection. Any other rejection is
 * a mistake in the mock and is not hidden: it ends the process as unhandled.
 */
export function inBackground(task: Promise<void>, closing: AbortSignal): void {
  void task.catch((error: unknown) => {
    if (!closing.aborted) throw error;
  });
}
