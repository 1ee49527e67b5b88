import { isMediafoldError, type Mediafold, type SignedIn, type SignedInServer, type SourceAccess } from 'mediafold';
import type { Cli, GlobalOptions } from './cli.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type Advice, tell } from './failure.ts';
import { printable } from './printable.ts';
import { showResult } from './show-result.ts';

export interface NotLinked {
  readonly name: string;
  readonly error: unknown;
}

export interface Kept {
  readonly linked: readonly SignedIn[];
  /** An account has many servers, and one that refuses must not keep the others out. */
  readonly failed: readonly NotLinked[];
}

/** @throws when none could be linked, when it was interrupted, or when nothing can be stored */
export async function keep(
  { interrupts }: Cli,
  fold: Mediafold,
  servers: readonly SignedInServer[],
  access?: SourceAccess,
): Promise<Kept> {
  const { signal } = interrupts;
  const linked: SignedIn[] = [];
  const failed: NotLinked[] = [];
  for (const server of servers) {
    try {
      linked.push(await fold.signIn.add(server, { signal, access: await together(fold, server, access) }));
    } catch (error) {
      if (!isMediafoldError(error) || error.remedy === 'none' || servers.length === 1) throw error;
      failed.push({ name: server.name, error });
    }
  }
  const [first] = failed;
  if (linked.length === 0 && first !== undefined) throw first.error;
  return { linked, failed };
}

/** What is set for a source that is there stays where nothing else is given. */
async function together(
  fold: Mediafold,
  { type, serverId, userId }: SignedInServer,
  access: SourceAccess | undefined,
): Promise<SourceAccess | undefined> {
  if (access === undefined) return undefined;
  const known = (await fold.sources.list()).find(
    (source) => source.type === type && source.serverId === serverId && source.userId === userId,
  );
  if (known === undefined || known.accessProblem !== undefined) return access;
  return { ...(await fold.sources.access(known.id)), ...access };
}

export function showLinked(cli: Cli, options: GlobalOptions, { linked, failed }: Kept, advice: Advice): ExitCode {
  const told = failed.map(({ name, error }) => ({ name, error, message: tell(error, advice).text }));
  const data = told.map(({ name, error, message }) => {
    const { code, remedy } = isMediafoldError(error) ? error : { code: 'unknown', remedy: 'none' };
    return { name, error: { code, remedy, message } };
  });
  showResult(cli, options, { linked, ...(data.length === 0 ? {} : { failed: data }) }, () =>
    [...linked.map(sentence), '', 'Next: "mediafold sync" brings the libraries into the catalogue.'].join('\n'),
  );
  for (const { name, message } of told) cli.terminal.note(`mediafold: ${printable(name)}: ${message}`);
  return failed.length === 0 ? exitCodes.ok : exitCodes.failure;
}

function sentence({ source, isNew, credential, reason }: SignedIn): string {
  const { id, type, name, userName } = source;
  const who = userName === undefined ? '' : ` as ${printable(userName)}`;
  const server = `${printable(name)} (${type})${who}`;
  const remark = reason === undefined ? '' : ` But ${printable(reason)}.`;
  if (isNew) return `Linked ${server}. Its id is ${id}.${remark}`;
  if (credential === 'kept')
    return `Kept the earlier sign-in of ${server}.${remark} Try again when the server is there.`;
  return `Signed in again: ${server}; catalogue kept. Its id is ${id}.${remark}`;
}
