import {
  type ErrorCode,
  isMediafoldError,
  type MediafoldError,
  NetworkFailure,
  type NetworkProblem,
  StorageError,
} from 'mediafold';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { printable } from './printable.ts';

/** What to do about a failure, one sentence for each kind. A command may know better than the common table. */
export type Advice = Partial<Readonly<Record<ErrorCode, string>>>;

/** A failure that the command line itself has found. The message says what to do. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}

const commonAdvice: Advice = {
  unauthorized: 'Sign in again with "mediafold link"; what is in the catalogue stays.',
  'token-expired': 'Sign in again with "mediafold link"; what is in the catalogue stays.',
  unavailable: 'Check that the server is running, then try again; "mediafold probe" shows every address.',
  timeout: 'Try again; "mediafold probe" shows which addresses answer.',
  'rate-limited': 'Wait a little, then try again.',
  protocol: "Check that the address is the media server's own, and that no proxy or login page stands before it.",
  'wrong-server': 'Check the address: another server answers there.',
  'untrusted-certificate': "Use the server's own name with https, or give it a certificate that this machine trusts.",
};

/** Their messages say themselves what to check. */
const selfExplaining: ReadonlySet<NetworkProblem> = new Set(['dns', 'refused']);

const exitByCode: Partial<Readonly<Record<ErrorCode, ExitCode>>> = {
  unauthorized: exitCodes.needsSignIn,
  'token-expired': exitCodes.needsSignIn,
  'invalid-argument': exitCodes.wrongUsage,
};

export interface Told {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** One line for a person. Never a stack: that is for MEDIAFOLD_DEBUG. */
export function tell(error: unknown, advice: Advice = {}): Told {
  if (error instanceof CliFailure) return { text: error.message, exitCode: error.exitCode };
  if (!isMediafoldError(error)) {
    // Nothing of an unknown error is shown: it may quote a request.
    const kind = error instanceof Error ? error.name : typeof error;
    return {
      text: `something went wrong that mediafold does not know (${kind}). Run it again with MEDIAFOLD_DEBUG=1 to see where.`,
      exitCode: exitCodes.failure,
    };
  }
  const exitCode = exitByCode[error.code] ?? exitCodes.failure;
  return { text: joined(printable(error.message), adviceFor(error, advice)), exitCode };
}

/** Storage errors come with their own advice: what to do depends on the file. */
function adviceFor(error: MediafoldError, advice: Advice): string | undefined {
  if (error instanceof StorageError) return undefined;
  if (error instanceof NetworkFailure && selfExplaining.has(error.problem)) return undefined;
  return advice[error.code] ?? commonAdvice[error.code];
}

/** Messages end without a full stop. */
function joined(message: string, advice: string | undefined): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return advice === undefined ? sentence : `${sentence} ${advice}`;
}
