import type { SourceId, SourceSummary } from 'mediafold';
import { printable } from './printable.ts';

export type Labelled = Pick<SourceSummary, 'id' | 'name' | 'userId' | 'userName'>;

/** How people tell their sources apart: by the server's name, and by the user where two have the same. */
export function sourceLabels(sources: readonly Labelled[]): ReadonlyMap<SourceId, string> {
  const names = sources.map(({ name }) => printable(name));
  return new Map(
    sources.map(({ id, userId, userName }, at) => {
      const name = names[at] ?? '';
      const isAlone = names.indexOf(name) === names.lastIndexOf(name);
      return [id, isAlone ? name : `${name} as ${printable(userName ?? userId)}`];
    }),
  );
}
