import { Command } from 'commander';
import { isMediafoldError, type Mediafold, type SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type Told, tell } from '../failure.ts';
import { chosenSources } from '../find-source.ts';
import { printable, withoutName } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { signInAdvice } from '../sign-in-command.ts';
import { sourceLabels } from '../source-label.ts';
import { outcomeSentence, type SyncOutcome } from '../sync-outcome.ts';
import { runWithProgress } from '../sync-progress.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

export function syncCommand(program: Program): Command {
  return new Command('sync')
    .description('make the catalogue equal to the servers; goes on where an earlier run was stopped')
    .argument('[source]', 'id, beginning of the id, or name; all of them, side by side, when left out')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<CatalogueOptions>(
        program,
        (cli, options, [source]) =>
          withCatalogue(cli, 'change', options, async (fold) => {
            const outcomes = await syncAll(cli, fold, source);
            const syncs = outcomes.map((outcome) => asData(outcome, options));
            showResult(cli, options, { syncs }, () => outcomes.map(outcomeSentence).join('\n'));
            return exitCodeOf(cli, outcomes, options);
          }),
        { whenStopped: 'What had come in is kept.' },
      ),
    );
}

async function syncAll(cli: Cli, fold: Mediafold, text: string | undefined): Promise<readonly SyncOutcome[]> {
  const { signal } = cli.interrupts;
  const sources = await chosenSources(fold, text);
  // Of all, also when one is chosen: it has the same name in each run.
  const labels = sourceLabels(await fold.sources.list());
  const labelOf = ({ id, name }: SourceSummary): string => labels.get(id) ?? printable(name);
  return runWithProgress(
    cli,
    sources.map((source) => ({
      name: labelOf(source),
      run: async (onProgress) => {
        try {
          const report = await fold.sync.run(source.id, { signal, onProgress });
          if (report.rejected === 0) return { source, label: labelOf(source), report };
          const putAside = await fold.sync.quarantine(source.id);
          return { source, label: labelOf(source), report, putAside };
        } catch (error) {
          return { source, label: labelOf(source), error };
        }
      },
    })),
  );
}

function told({ source, error }: SyncOutcome, options: CatalogueOptions): Told {
  return tell(error, signInAdvice(source, options));
}

function exitCodeOf(
  { terminal, interrupts }: Cli,
  outcomes: readonly SyncOutcome[],
  options: CatalogueOptions,
): ExitCode {
  const failed = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (interrupts.signal.aborted && failed.length > 0) {
    terminal.note('mediafold: stopped. What had come in is kept; run "mediafold sync" again to go on.');
    return interrupts.exitCode;
  }
  for (const outcome of outcomes) {
    if (outcome.error === undefined) continue;
    const { source, label } = outcome;
    terminal.note(`mediafold: ${label}: ${withoutName(source.name, told(outcome, options).text)}`);
  }
  const codes = failed.map((error) => tell(error).exitCode);
  if (codes.includes(exitCodes.needsSignIn)) return exitCodes.needsSignIn;
  if (codes.length > 0) return exitCodes.failure;
  return outcomes.some(({ report }) => report?.status === 'partial') ? exitCodes.partial : exitCodes.ok;
}

function asData(outcome: SyncOutcome, options: CatalogueOptions): object {
  const { report, error, putAside = [] } = outcome;
  const { id, name, type } = outcome.source;
  const source = { id, name, type };
  if (report !== undefined) return { source, status: report.status, report, putAside };
  const { code, remedy } = isMediafoldError(error) ? error : { code: 'unknown', remedy: 'none' };
  const { text: message } = told(outcome, options);
  return { source, status: code === 'cancelled' ? 'cancelled' : 'failed', error: { code, remedy, message } };
}
