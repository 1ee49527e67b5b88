import type { SourceAccess } from 'mediafold';
import { type AccessOptions, readAccess } from './access-options.ts';
import { keyText } from './access-text.ts';
import type { Cli } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';

export interface LinkWay {
  /** As they were typed. Absent: the account says where its servers are. */
  readonly urls?: readonly string[] | undefined;
  /** Whether another secret comes by standard input. */
  readonly usesInput?: boolean | undefined;
}

/** What is given for a server that is being linked. It is used for the sign-in, and stored with the source. */
export async function linkAccess(
  cli: Cli,
  options: AccessOptions,
  { urls = [], usesInput }: LinkWay,
): Promise<SourceAccess | undefined> {
  if (options.headerStdin && usesInput) {
    const says = 'standard input has one secret: give the headers with --header-env Name=VARIABLE.';
    throw new CliFailure(says, exitCodes.wrongUsage);
  }
  const whole = urls.map((url) => (url.includes('://') ? url : `https://${url}`));
  const { access, keys } = await readAccess(cli, options, { urls: whole });
  for (const key of keys) cli.terminal.note(keyText(key));
  return access;
}
