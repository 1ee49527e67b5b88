import { formatRef, type SourceId, type Title } from 'mediafold';
import { type Labelled, sourceLabels } from './source-label.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** One line for each work: what it is, and which servers have it. */
export function titleTable(terminal: Terminal, titles: readonly Title[], sources: readonly Labelled[]): string {
  const names = sourceLabels(sources);
  return table<Title>(
    terminal,
    [
      { head: 'Title', text: ({ title }) => title, shrinks: true },
      { head: 'Year', text: ({ year }) => (year === undefined ? '' : String(year)), align: 'right' },
      { head: 'Kind', text: ({ kind }) => kind },
      { head: 'Where', text: (title) => whereText(title, names) },
      { head: 'Ref', text: ({ versions: [first] }) => (first === undefined ? '' : formatRef(first)) },
    ],
    titles,
  );
}

/** `Attic, Den (2)`: a server with several copies says how many. */
function whereText({ versions }: Title, names: ReadonlyMap<SourceId, string>): string {
  const copies = new Map<string, number>();
  for (const { sourceId } of versions) {
    const name = names.get(sourceId) ?? sourceId;
    copies.set(name, (copies.get(name) ?? 0) + 1);
  }
  return [...copies].map(([name, count]) => (count === 1 ? name : `${name} (${count})`)).join(', ');
}
