import Table from 'cli-table3';
import { printable, shortened } from './printable.ts';
import type { Terminal } from './terminal.ts';

export interface Column<Row> {
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** Gives way when the terminal is too narrow for everything. One column at most. */
  readonly shrinks?: true;
  readonly paint?: (text: string, row: Row) => string;
}

const gap = 2;
const leastWidth = 12;

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
} as const;

/** Columns without lines: easy to read, easy to cut with other tools. */
export function table<Row>(terminal: Terminal, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))));
  const room = roomForShrinking(terminal.columns, columns, cells);
  const drawn = new Table({
    head: columns.map((column) => terminal.paint('bold', column.head)),
    colAligns: columns.map((column) => column.align ?? 'left'),
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  rows.forEach((row, index) => {
    drawn.push(
      columns.map((column, at) => {
        const text = shortened(cells[index]?.[at] ?? '', column.shrinks ? room : Number.POSITIVE_INFINITY);
        return column.paint === undefined ? text : column.paint(text, row);
      }),
    );
  });
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function roomForShrinking<Row>(
  screen: number | undefined,
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
): number {
  if (screen === undefined) return Number.POSITIVE_INFINITY;
  const others = columns.map(({ head, shrinks }, at) =>
    shrinks ? 0 : Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const taken = others.reduce((sum, width) => sum + width + gap, 0);
  return Math.max(leastWidth, screen - taken);
}
