import type { QuarantinedRow, SourceSummary, SyncReport } from 'mediafold';
import { counted, grouped, printable } from './printable.ts';
import type { Known } from './sign-in-command.ts';

/** How one source's sync ended: one of the two is there. */
export interface SyncOutcome {
  readonly source: Pick<SourceSummary, 'id'> & Known;
  /** What people call it. */
  readonly label: string;
  readonly report?: SyncReport;
  readonly error?: unknown;
  /** Rows that could not be read; absent when there are none. */
  readonly putAside?: readonly QuarantinedRow[];
}

export function outcomeSentence({ source, label, report, putAside = [] }: SyncOutcome): string {
  const name = `${label} (${source.type})`;
  if (report === undefined) return `${name}: not finished.`;
  return [
    `${name}: ${whatChanged(report)}`,
    ...troubles(report),
    ...putAside.slice(0, shownReasons).map(reasonOf),
  ].join('\n');
}

function whatChanged(report: SyncReport): string {
  const { added, changed, removed, unchanged, rejected, tookMs, resumed } = report;
  const parts: readonly (readonly [number, string])[] = [
    [added, 'new'],
    [changed, 'changed'],
    [removed, 'gone'],
    [rejected, 'put aside because they could not be read'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`);
  const news = said.length === 0 ? 'nothing to do' : said.join(', ');
  const rest = unchanged > 0 ? `, ${counted(unchanged, 'item')} as before` : '';
  const how = resumed ? ', went on from an earlier run' : '';
  return `${news}${rest} (${(tookMs / 1000).toFixed(1)} s${how}).`;
}

/** What was not listed completely, and why. */
function troubles({ listings, message: whole }: SyncReport): readonly string[] {
  const ofListings = listings.flatMap(({ libraryTitle, kind, complete, message }) =>
    complete && message === undefined
      ? []
      : [`  ${printable(libraryTitle)} (${kind}): ${printable(message ?? 'not listed completely')}`],
  );
  return whole === undefined ? ofListings : [`  ${printable(whole)}`, ...ofListings];
}

/** The rest is in `--json`. */
const shownReasons = 5;

function reasonOf({ kind, itemId, reason }: QuarantinedRow): string {
  return `  put aside: ${kind} ${printable(itemId ?? 'without an id')}: ${printable(reason)}`;
}
