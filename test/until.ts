import { vi } from 'vitest';

/** Vitest's own patience is one second, which a loaded machine may need for anything. */
const patience = { interval: 1, timeout: 30_000 };

/** Waits until something is so. @throws Error it did not come to be in half a minute */
export async function until(isSo: () => unknown): Promise<void> {
  await vi.waitUntil(isSo, patience);
}

/** Waits until a look does not fail any more. @returns what it found @throws what it failed with in the end */
export function untilPasses<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, patience);
}
