import { isMediafoldError } from '../errors.ts';

/** What may be stored and shown of a failure: ours name no secret, and what others throw might. */
export function failureText(error: unknown): string {
  return isMediafoldError(error) ? error.message : 'an unexpected failure';
}
