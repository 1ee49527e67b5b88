/** The demo says what it shows; when that is not what happened, it must not end well. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

export function promised(what: string, kept: boolean): void {
  if (!kept) throw new BrokenPromise(`not as promised: ${what}`);
}

export function promisedCount(what: string, expected: number, found: number): void {
  promised(`${what}: expected ${expected}, found ${found}`, expected === found);
}
