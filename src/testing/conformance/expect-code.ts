import assert from 'node:assert/strict';
import { type ErrorCode, isMediafoldError, type MediafoldError } from '../../errors.ts';

/** The rejection with this code; anything else fails. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  await rejection(code, promise);
}

export async function rejection(code: ErrorCode, promise: Promise<unknown>): Promise<MediafoldError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new assert.AssertionError({ message: `resolved, but ${code} was due` });
  const { error } = outcome;
  assert.ok(isMediafoldError(error), `rejected with something that is no MediafoldError: ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}
