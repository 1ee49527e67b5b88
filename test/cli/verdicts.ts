import type { Holdings, LoggedRequest } from 'mediafold/testing';
import { expect } from 'vitest';
import type { Ran } from './run-cli.ts';

/** The document of `conformance --json`. */
export interface Verdicts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cases: readonly {
    readonly name: string;
    readonly verdict: 'passed' | 'failed' | 'skipped';
    readonly reason?: string;
    readonly bounds?: string;
    readonly sent?: readonly { readonly method: string; readonly path: string; readonly status?: number }[];
  }[];
}

export const holdings: Holdings = { movies: { from: 0, count: 25 }, shows: { from: 0, count: 2 } };

/** Every credential that the server has seen. */
export function tokensIn(requests: readonly LoggedRequest[]): readonly string[] {
  const found = requests.flatMap(({ headers, query }) => [
    String(headers['x-plex-token'] ?? ''),
    /Token="([^"]+)"/.exec(String(headers.authorization ?? ''))?.[1] ?? '',
    query.get('X-Plex-Token') ?? '',
  ]);
  return [...new Set(found)].filter((token) => token !== '');
}

export function expectNoSecret({ stdout, stderr }: Ran, secrets: readonly string[]): void {
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
}
