import { type ErrorCode, isMediafoldError, NetworkFailure, StorageError, type StorageProblem } from 'mediafold';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { printable } from './printable.ts';

/** What to do about a failure, one sentence for each kind. A command may know better than the common table. */
export type Advice = Partial<Readonly<Record<ErrorCode | 'network', string>>>;

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
  network: 'Check the address and whether the server is running, then try again.',
  unavailable: 'Check that the server is running, then try again; "mediafold probe" shows every address.',
  timeout: 'Try again; "mediafold probe" shows which addresses answer.',
  'rate-limited': 'Wait a little, then try again.',
  protocol: "Check that the address is the media server's own, and that no proxy or login page stands before it.",
  'wrong-server': 'Check the address: another server answers there.',
  'untrusted-certificate': "Use the server's own name with https, or give it a certificate that this machine trusts.",
};

const storageAdvice: Readonly<Record<StorageProblem, string>> = {
  'cannot-open': 'Check that the folder exists and that you may write there, or name another file with --database.',
  'not-a-database': 'Name another file with --database; this one was left as it is.',
  corrupt: 'Move the file away and link your servers again: everything but the sign-ins comes back with a sync.',
  'read-only': 'Make the file and its folder writable, or copy both and use the copy with --database.',
  full: 'Make room on the disk and run the command again; what was stored before is kept.',
  locked: 'Another program is using the catalogue. Wait until it is done, then run the command again.',
  'newer-version': 'Update mediafold, or name another file with --database; this one was left as it is.',
  'wrong-key': 'Put the key file that belongs to this catalogue back, or link your servers again.',
  io: 'Check the disk, then run the command again.',
};

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

function adviceFor(error: { readonly code: ErrorCode }, advice: Advice): string | undefined {
  if (error instanceof StorageError) return storageAdvice[error.problem];
  const network = error instanceof NetworkFailure ? (advice.network ?? commonAdvice.network) : undefined;
  return advice[error.code] ?? (error.code === 'unavailable' ? network : undefined) ?? commonAdvice[error.code];
}

/** Messages end without a full stop, and some of them already say what to do. */
function joined(message: string, advice: string | undefined): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return advice === undefined ? sentence : `${sentence} ${advice}`;
}
