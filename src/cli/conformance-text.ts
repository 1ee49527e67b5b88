import type { CaseOutcome, Verdict } from './conformance-run.ts';
import { printable } from './printable.ts';
import type { SentRequest } from './record-requests.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

const reasonLines = 8;
const sentLines = 12;

const colours = { passed: 'green', failed: 'red', skipped: 'yellow' } as const;

export function verdictCounts(outcomes: readonly CaseOutcome[]): Readonly<Record<Verdict, number>> {
  const count = (wanted: Verdict): number => outcomes.filter(({ verdict }) => verdict === wanted).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** The last line, for programs that read nothing else. */
export function closingLine(outcomes: readonly CaseOutcome[]): string {
  const { passed, failed, skipped } = verdictCounts(outcomes);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function conformanceText(terminal: Terminal, title: string, outcomes: readonly CaseOutcome[]): string {
  const rows = table<CaseOutcome>(
    terminal,
    [
      { head: 'Case', text: ({ name }) => name },
      {
        head: 'Verdict',
        text: ({ verdict }) => verdict,
        paint: (text, { verdict }) => terminal.paint(colours[verdict], text),
      },
      { head: 'Took', text: ({ verdict, ms }) => (verdict === 'skipped' ? '-' : `${ms} ms`), align: 'right' },
      { head: 'Remark', text: remark, shrinks: true },
    ],
    outcomes,
  );
  const failures = outcomes.filter(({ verdict }) => verdict === 'failed').map((one) => failureText(terminal, one));
  return [terminal.paint('bold', printable(title)), rows, ...failures, closingLine(outcomes)].join('\n\n');
}

function remark({ verdict, reason = '', bounds = '' }: CaseOutcome): string {
  if (verdict === 'skipped') return reason;
  return verdict === 'failed' ? 'see below' : bounds;
}

function failureText(terminal: Terminal, { name, reason = '', sent = [] }: CaseOutcome): string {
  const lines = reason.split('\n').filter((line) => line.trim() !== '');
  const more = sent.length > sentLines ? [`  (${sent.length - sentLines} requests before these)`] : [];
  return [
    `${terminal.paint('red', 'failed')} ${terminal.paint('bold', name)}`,
    ...lines.slice(0, reasonLines).map((line) => `  ${printable(line)}`),
    ...(sent.length === 0 ? ['  nothing was sent'] : ['  sent, and what came back:']),
    ...more,
    ...sent.slice(-sentLines).map((request) => `    ${sentText(request)}`),
  ].join('\n');
}

function sentText({ method, path, query, status, ms }: SentRequest): string {
  const names = query.length === 0 ? '' : `?${query.join('&')}`;
  return printable(`${method} ${path}${names} -> ${status ?? 'no answer'} (${ms} ms)`);
}
