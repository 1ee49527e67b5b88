import { isMediafoldError, MediafoldError, ProtocolError, reactions } from '../../errors.ts';
import type { Passage } from './gate.ts';
import { neverLeft } from './retry-rules.ts';

/** It says something about the address, or about the credential there. A server that stumbles over one row is no absence. */
export const mayBeElsewhere = (error: MediafoldError): boolean =>
  isPage(error) || (reactions[error.code].about !== undefined && error.status !== 500);

/** No JSON, or a redirect: a portal or a proxy may stand there now. What has a wrong shape comes from a server. */
const isPage = (error: MediafoldError): boolean =>
  error instanceof ProtocolError ? error.issues.length === 0 : error.code === 'protocol';

/** A refused request was not carried out, and one that never left was not either. */
export const wasNotDone = (error: MediafoldError, safe: boolean): boolean =>
  safe || reactions[error.code].about === 'credential' || neverLeft(error) || error instanceof NeverSent;

/** While it waited for its turn, another found that nobody answers there, or that the server wants fewer requests. */
export class NeverSent extends MediafoldError {
  constructor(operation: string, { code, explanation = 'no answer', status }: MediafoldError, retryAfterMs?: number) {
    super(code, `${operation}: ${explanation}`, { operation, explanation, status, retryAfterMs });
  }
}

/** It goes on at another address, or over another network. Surfaces nowhere. */
export class Left extends MediafoldError {
  readonly to: string;
  constructor(operation: string, to: string) {
    super('cancelled', operation, { operation });
    this.to = to;
  }
}

export const passageOf = (error: unknown): Passage => {
  if (!isMediafoldError(error) || error instanceof NeverSent) return 'failed';
  const { code, status } = error;
  if (code === 'rate-limited' || code === 'timeout' || status === 503) return 'overloaded';
  return status === undefined ? 'failed' : 'done';
};
