import { isMediafoldError, reactions } from '../../errors.ts';

/** The credential is no good any more: nothing else will work before a person has signed in. */
export const isRefusal = (error: unknown): boolean =>
  isMediafoldError(error) && reactions[error.code].about === 'credential';

/**
 * The server is away, or another one stands at its address. One 500 is not that: servers answer so when they stumble
 * over a single row.
 */
export const isAbsence = (error: unknown): boolean =>
  isMediafoldError(error) && reactions[error.code].about === 'address' && error.status !== 500;
