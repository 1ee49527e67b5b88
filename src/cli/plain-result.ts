import type { ProbeResult } from 'mediafold';

/** For JSON. An error has no JSON of its own; its code, the outcome and the reason say the same. */
export function plainResult<R extends ProbeResult>({ error, ...result }: R): object {
  return { ...result, ...(error === undefined ? {} : { code: error.code }) };
}

/** The address has a column of its own. */
export function reasonText({ candidate, reason }: ProbeResult): string {
  return reason.replaceAll(`${candidate.uri}: `, '');
}

export function tookText({ latencyMs }: { readonly latencyMs?: number }): string {
  return latencyMs === undefined ? '-' : `${Math.round(latencyMs)} ms`;
}
