import { MediafoldError, NetworkFailure } from '../../errors.ts';

/** The first code in a chain of causes: fetch hides the socket's error one or more levels down. */
function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && at.code !== 'ERR_NETWORK') return at.code;
    // Node's fetch gives it a code for some mistakes only.
    if (at.name === 'HTTPParserError') return 'HPE_';
    // Happy-eyeballs failures come as one error of several.
    at = at instanceof AggregateError && at.errors.length > 0 ? at.errors[0] : at.cause;
  }
  return undefined;
}

/** Ports that browsers, and fetch with them, never connect to. */
function isForbiddenPort(error: unknown): boolean {
  return error instanceof Error && (error.message === 'bad port' || isForbiddenPort(error.cause));
}

const unknown = { problem: 'other', says: 'no connection could be made' } as const;

/**
 * Keeps the kind of failure and drops the error itself: HTTP clients' errors print headers and whole URLs. Browsers give
 * no code, so what the codes mean is loaded where there is one.
 *
 * @param where the address without secrets
 */
export async function networkFailure(error: unknown, operation: string, where: string): Promise<MediafoldError> {
  const code = codeOf(error);
  const { problem, says, ...tls } =
    code === undefined ? unknown : (await import('./network-codes.ts')).meaningOfCode(code);
  const explanation = isForbiddenPort(error) ? 'no web client may use this port. Check the port' : says;
  const message = `${operation}: ${where}: ${explanation}`;
  return problem === undefined
    ? new MediafoldError('protocol', message, { operation, explanation })
    : new NetworkFailure(problem, message, { operation, explanation, ...tls });
}
