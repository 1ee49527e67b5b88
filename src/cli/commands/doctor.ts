import { Command } from 'commander';
import type { Diagnosis, SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import { diagnosisText } from '../diagnosis-text.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { chosenSources } from '../find-source.ts';
import { plainResult } from '../plain-result.ts';
import { showResult } from '../show-result.ts';
import { signInCommand } from '../sign-in-command.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

export function doctorCommand(program: Program): Command {
  return new Command('doctor')
    .description('find out what is wrong with the connection to a server, and what you could do; changes nothing')
    .argument('[source]', 'id, beginning of the id, or name; all of them when left out')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<CatalogueOptions>(program, (cli, options, [text]) =>
        withCatalogue(cli, 'change', options, async (fold) => {
          const sources = await chosenSources(fold, text);
          const { signal } = cli.interrupts;
          const found = await Promise.all(
            sources.map(async (source) => withCommand(source, await fold.diagnose(source.id, { signal }), options)),
          );
          const shown = found.map(({ addresses, ...rest }) => ({ ...rest, addresses: addresses.map(plainResult) }));
          showResult(cli, options, { diagnoses: shown }, () =>
            found.map((each) => diagnosisText(cli.terminal, each)).join('\n\n'),
          );
          return exitCodeOf(found);
        }),
      ),
    );
}

/** A person is told the exact command, wherever a new sign-in is what helps. */
function withCommand(source: SourceSummary, diagnosis: Diagnosis, options: CatalogueOptions): Diagnosis {
  if (diagnosis.status !== 'needs-sign-in') return diagnosis;
  const command = `: ${signInCommand(source, options)}`;
  const [first = '', ...rest] = diagnosis.advice;
  const isBare = first === 'Sign in again';
  return {
    ...diagnosis,
    advice: isBare ? [first + command, ...rest] : [...diagnosis.advice, `The command for it${command}`],
  };
}

function exitCodeOf(found: readonly Diagnosis[]): ExitCode {
  const states = found.map(({ status }) => status);
  if (states.includes('needs-sign-in')) return exitCodes.needsSignIn;
  return states.every((status) => status === 'online') ? exitCodes.ok : exitCodes.failure;
}
