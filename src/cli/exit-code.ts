/** What a program that runs the command line can act on. Documented in the README; never renumber. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  wrongUsage: 2,
  /** Something was not listed completely; what was, is in the catalogue. */
  partial: 3,
  needsSignIn: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
