import { expect } from 'vitest';
import type { Ran } from './run-cli.ts';

/** What every failure owes: one line for a person, nothing on stdout, no stack, an exit code. */
export function expectFailure(ran: Ran, code: number, ...says: readonly (string | RegExp)[]): void {
  const told = ran.stderr.split('\n').filter((line) => line.startsWith('mediafold: '));
  expect(ran.stdout).toBe('');
  expect(ran.stderr).not.toMatch(/\n +at |Error:/);
  expect(told).toHaveLength(1);
  for (const each of says) expect(told[0]).toMatch(each);
  expect(told[0]).toMatch(/[.)]$/);
  expect(ran.code).toBe(code);
}
