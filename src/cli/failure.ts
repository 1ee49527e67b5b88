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

/**
 * What to do about a failure, one sentence for each kind. A command may know better than the common table; an empty one:
 * the message says it.
 */
export type Advice = Partial<Readonly<Record<ErrorCode, string>>>;

/** A failure that the command line itself has found. The message says what to do. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failure, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}

/**
 * Says which of three things it is: a new sign-in is needed, the server is away for now, or it can never work like this.
 * Absent where the message says it.
 */
const commonAdvice: Advice = {
  unauthorized: 'Sign in again with "mediafold link"; what is in the catalogue stays.',
  'token-expired': 'Sign in again with "mediafold link"; what is in the catalogue stays.',
  unavailable:
    'The server is away, not the sign-in: check that it is running, then try again; "mediafold doctor" looks closer.',
  timeout: 'The server is slow or away, not the sign-in: try again; "mediafold doctor" shows which addresses answer.',
  'rate-limited': 'The server asks for a pause: wait a little, then try again.',
  protocol:
    "Check that the address is the media server's own, and that no proxy or login page stands before it, then try again.",
  'wrong-server': 'Check the address: another server answers there. If that one is there by mistake, try again later.',
  forbidden: 'Signing in again changes nothing: this user has to be given the right to it on the server.',
  unsupported: 'Trying again changes nothing: this server, or this kind of sign-in, cannot do it.',
  'untrusted-certificate':
    'Trying again changes nothing: use the server\'s own name with https, give it a certificate that this machine trusts, or trust it as it is: "mediafold access <source> --pin-now", or --pin-now when it is linked.',
  'not-found':
    'Trying again changes nothing: check what was asked for; "mediafold sync" brings the catalogue up to date.',
  conflict: 'Trying again changes nothing before that is changed.',
  // Its message says what to wait for.
  busy: '',
};

/** Their messages say themselves what to check; that it may pass is still to be said. */
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
  if (error instanceof NetworkFailure && selfExplaining.has(error.problem)) return 'Then try again.';
  const { code, retryAfterMs } = error;
  if (code === 'rate-limited' && retryAfterMs !== undefined) {
    return `The server asks for a pause: try again in ${pauseText(retryAfterMs)}.`;
  }
  return advice[code] ?? commonAdvice[code];
}

function pauseText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Messages end without a full stop. Their own plea for a new sign-in gives way to an advice, which knows the command. */
function joined(message: string, advice = ''): string {
  const choice = /^(.*, or )sign in again$/s.exec(message)?.[1];
  if (choice !== undefined && advice.startsWith('Sign in again')) return `${choice}s${advice.slice(1)}`;
  const said = advice === '' ? message : withoutPlea(message);
  const sentence = /[.!?]$/.test(said) ? said : `${said}.`;
  return advice === '' ? sentence : `${sentence} ${advice}`;
}

/** Where what has to be done is said beside it. */
export function withoutPlea(message: string): string {
  return message.replace(/; sign in again$/, '');
}
