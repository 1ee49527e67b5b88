import { Command } from 'commander';
import type { ConnectionReport, ProbeResult } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { chosenSources } from '../find-source.ts';
import { printable, withoutName } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { signInCommand } from '../sign-in-command.ts';
import { table } from '../table.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

export function probeCommand(program: Program): Command {
  return new Command('probe')
    .description('ask every address of a server, and show which one is used and why')
    .argument('[source]', 'id, beginning of the id, or name; all of them when left out')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<CatalogueOptions>(program, (cli, options, [source]) =>
        withCatalogue(cli, 'change', options, async (fold) => {
          const { signal } = cli.interrupts;
          const sources = await chosenSources(fold, source);
          const reports = await Promise.all(
            sources.map(({ id }) => fold.connections.connect(id, { signal, all: true })),
          );
          const shown = { reports: reports.map(withoutErrors) };
          const commands = sources.map((source) => signInCommand(source, options));
          showResult(cli, options, shown, () =>
            reports.map((report, at) => drawn(cli, report, commands[at] ?? '')).join('\n\n'),
          );
          return exitCodeOf(reports);
        }),
      ),
    );
}

function exitCodeOf(reports: readonly ConnectionReport[]): ExitCode {
  const states = reports.map(({ state }) => state.status);
  if (states.includes('needs-sign-in')) return exitCodes.needsSignIn;
  return states.every((status) => status === 'online') ? exitCodes.ok : exitCodes.failure;
}

/** An error has no JSON of its own; the outcome and the reason say the same. */
function withoutErrors(report: ConnectionReport): object {
  return { ...report, results: report.results.map(({ error, ...result }) => ({ ...result, code: error?.code })) };
}

/** The address has a column of its own. */
function reasonText({ candidate, reason }: ProbeResult): string {
  return reason.replaceAll(`${candidate.uri}: `, '');
}

/** @param command signs in again */
function drawn(
  { terminal }: Cli,
  { source, chosen, reason, results, state }: ConnectionReport,
  command: string,
): string {
  const isChosen = ({ candidate }: ProbeResult): boolean => candidate.uri === chosen?.uri;
  const head = `${terminal.paint('bold', printable(source.name))} (${source.type}, ${source.id})`;
  const rows = table<ProbeResult>(
    terminal,
    [
      { head: '', text: (result) => (isChosen(result) ? '*' : ''), paint: (text) => terminal.paint('green', text) },
      { head: 'Address', text: ({ candidate }) => candidate.uri },
      { head: 'Kind', text: ({ candidate }) => candidate.kind },
      { head: 'Encrypted', text: ({ candidate }) => (candidate.secure ? 'yes' : 'no') },
      {
        head: 'Outcome',
        text: ({ outcome }) => outcome,
        paint: (text, { outcome }) => terminal.paint(outcome === 'ok' ? 'green' : 'yellow', text),
      },
      {
        head: 'Took',
        text: ({ latencyMs }) => (latencyMs === undefined ? '-' : `${Math.round(latencyMs)} ms`),
        align: 'right',
      },
      { head: 'Reason', text: reasonText, shrinks: true },
    ],
    results,
  );
  const why = withoutName(source.name, reason);
  const verdict = chosen === undefined ? `No connection: ${why}` : `Chosen: ${chosen.uri}: ${why}`;
  const next = state.status === 'needs-sign-in' ? [`To sign in again: ${command}`] : [];
  return [head, ...(results.length === 0 ? [] : [rows]), verdict, ...next].join('\n');
}
