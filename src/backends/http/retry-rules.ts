import { type MediafoldError, NetworkFailure, reactions } from '../../errors.ts';
import type { Environment } from '../../models/environment.ts';

export interface RetryPolicy {
  /** How often to try again. */
  readonly retries: number;
  /** Wait before the first new try, milliseconds; doubles from there, with up to half of it added at random. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A server that asks for a longer wait than this gets no new try: the caller is told how long instead. */
  readonly longestRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  retries: 3,
  firstWaitMs: 300,
  longestWaitMs: 5_000,
  longestRetryAfterMs: 30_000,
};

/** A refused connection was never a request, so even an unsafe one can be made again. */
export const neverLeft = (error: MediafoldError): boolean =>
  error instanceof NetworkFailure && (error.problem === 'refused' || error.problem === 'dns');

export function mayTryAgain(error: MediafoldError, { safe, staysHere = true }: RetryOptions): boolean {
  const { again } = reactions[error.code];
  // Nobody answered: what comes next is the question where the server is, and not the same call again.
  if (!staysHere && error.status === undefined) return false;
  return again === 'any' || (again === 'safe' && (safe || neverLeft(error)));
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  /** Whether the request may reach the server twice without harm. */
  readonly safe: boolean;
  /** False: when nobody answers at this address, somebody knows of others. Default true. */
  readonly staysHere?: boolean;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}
