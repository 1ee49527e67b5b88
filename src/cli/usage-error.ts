/** Options that somebody may expect, and that would put a secret into the list of processes and the shell's history. */
const secretOption = /'--[\w-]*(token|pass|pin|secret|key|header|auth)[\w-]*'/i;

/**
 * What commander says of a command line that is wrong, without what may be a secret in it: such text is kept by whoever keeps
 * the output, as build servers do.
 */
export function usageError(said: string): string {
  const clean = said
    // A value that hangs on an option nobody knows.
    .replace(/(unknown option '-[^=']*)=.*'/s, "$1'")
    .replace(/( but got \d+): .*/s, '$1.\n');
  if (!clean.includes('unknown option') || !secretOption.test(clean)) return clean;
  const advice =
    'A secret is no option, as others can see those: it is asked for, or read from standard input. If you have typed one, ' +
    "take it out of your shell's history.";
  return `${clean.trimEnd()}\n${advice}\n`;
}
