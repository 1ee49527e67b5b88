import type { LoginFlow, Mediafold, SignedInServer, Source } from 'mediafold';
import type { Cli, GlobalOptions } from './cli.ts';
import { printable } from './printable.ts';
import { showResult } from './show-result.ts';

export interface Linked {
  readonly source: Source;
  readonly isNew: boolean;
}

/** Shows the code and waits for the person. The prompt goes to stderr: it is not the result. */
export async function waitForPerson(
  { terminal, interrupts, now }: Cli,
  flow: LoginFlow,
): Promise<readonly SignedInServer[]> {
  const { code, url, expiresAt } = flow.prompt;
  const minutes = Math.max(1, Math.round((expiresAt - now()) / 60_000));
  terminal.note(`Open ${printable(url)}`);
  terminal.note(`and enter the code ${printable(code)}`);
  terminal.note(`Waiting for you (the code is good for ${minutes} min, Ctrl-C gives up) …`);
  return flow.wait({ signal: interrupts.signal });
}

/** One after the other: all of them, or those before the one that failed. */
export async function keep(fold: Mediafold, servers: readonly SignedInServer[]): Promise<readonly Linked[]> {
  const linked: Linked[] = [];
  for (const server of servers) linked.push(await fold.signIn.add(server));
  return linked;
}

export function showLinked(cli: Cli, options: GlobalOptions, linked: readonly Linked[]): void {
  showResult(cli, options, { linked }, () =>
    [...linked.map(sentence), '', 'Next: "mediafold sync" brings the libraries into the catalogue.'].join('\n'),
  );
}

function sentence({ source, isNew }: Linked): string {
  const who = source.userName === undefined ? '' : ` as ${printable(source.userName)}`;
  const what = isNew ? 'Linked' : 'Signed in again:';
  return `${what} ${printable(source.name)} (${source.type})${who}. Its id is ${source.id}.`;
}
