import { MediafoldError } from '../../errors.ts';

/**
 * A part of a backend that an app need not load before it is used.
 *
 * @throws {MediafoldError} `unavailable` when whoever serves the app does not deliver it
 */
export async function loadPart<T>(operation: string, part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch {
    throw new MediafoldError('unavailable', `${operation}: a part of this program could not be loaded`, { operation });
  }
}
