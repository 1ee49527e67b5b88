import { type ErrorCode, isMediafoldError } from '../errors.ts';

const refusals: ReadonlySet<string> = new Set<ErrorCode>(['unauthorized', 'token-expired']);
const absences: ReadonlySet<string> = new Set<ErrorCode>([
  ...(['unavailable', 'timeout', 'wrong-server', 'untrusted-certificate'] as const),
]);

/** The credential is no good any more: nothing else will work before a person has signed in. */
export const isRefusal = (error: unknown): boolean => isMediafoldError(error) && refusals.has(error.code);

/**
 * The server is away, or another one stands at its address. One 500 is not that: servers answer so when they stumble
 * over a single row.
 */
export const isAbsence = (error: unknown): boolean =>
  isMediafoldError(error) && absences.has(error.code) && error.status !== 500;
