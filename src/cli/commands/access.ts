import { Command, Option } from 'commander';
import type { Mediafold, SourceAccess, SourceSummary } from 'mediafold';
import { type AccessOptions, addAccessOptions, readAccess } from '../access-options.ts';
import { accessText, keyText } from '../access-text.ts';
import { action, type Program } from '../action.ts';
import type { GlobalOptions } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { findSource } from '../find-source.ts';
import { printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { withCatalogue } from '../with-catalogue.ts';

interface AccessCommandOptions extends GlobalOptions, AccessOptions {
  readonly clear?: true;
}

export function accessCommand(program: Program): Command {
  const command = new Command('access')
    .description('how a server is reached and trusted: shows it, or sets what is given')
    .argument('<source>', 'id, beginning of the id, or name');
  return addAccessOptions(command)
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .option('--no-allow-insecure', 'never do that, whatever a command says')
    .addOption(new Option('--clear', 'forget all that is set, before what is given is set'))
    .action(
      action<AccessCommandOptions>(program, (cli, { clear, database, json, ...given }, [text = '']) => {
        const options = { ...(database === undefined ? {} : { database }), ...(json ? { json } : {}) };
        return withCatalogue(cli, 'change', options, async (fold) => {
          const source = await findSource(fold, text);
          const before = clear ? undefined : await known(fold, source);
          const { access, keys } = await readAccess(cli, given, {
            before,
            urls: await httpsAddress(fold, source, given),
          });
          const isSet = access !== undefined || clear === true;
          if (isSet) await fold.sources.setAccess(source.id, access);
          const now = await known(fold, source);
          const shown = { source: source.id, access: now ?? null, ...(keys.length === 0 ? {} : { keys }) };
          showResult(cli, options, shown, () =>
            [
              ...keys.map(keyText),
              `${printable(source.name)} (${source.type}):`,
              accessText(now),
              ...(isSet
                ? ['The server was not asked.', `To see whether it can be reached so: mediafold doctor ${source.id}`]
                : []),
            ].join('\n'),
          );
          return exitCodes.ok;
        });
      }),
    );
}

const known = (fold: Mediafold, { id }: SourceSummary): Promise<SourceAccess | undefined> => fold.sources.access(id);

/** The address whose key is meant: the one in use, else the first that can have one. */
async function httpsAddress(
  fold: Mediafold,
  { id, connection }: SourceSummary,
  { pinNow }: AccessOptions,
): Promise<readonly string[]> {
  if (!pinNow) return [];
  if (connection?.secure) return [connection.uri];
  const known = await fold.addresses.list(id);
  return known
    .filter(({ secure, kind }) => secure && kind !== 'relay')
    .flatMap(({ uri }) => uri)
    .slice(0, 1);
}
