import type { Mediafold, SourceSummary } from 'mediafold';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';
import { isNamed, printable } from './printable.ts';
import { sourceLabels } from './source-label.ts';

/**
 * The source that a person means: by id, by name, or by the beginning of its id.
 *
 * @throws {CliFailure} when there is none, or more than one
 */
export async function findSource(fold: Mediafold, text: string): Promise<SourceSummary> {
  const all = await fold.sources.list();
  if (all.length === 0) throw nothingLinked();
  const sameName = (source: SourceSummary): boolean => isNamed(source.name, text);
  const ways = [
    all.filter((source) => source.id === text),
    all.filter(sameName),
    all.filter((source) => text !== '' && source.id.startsWith(text)),
  ];
  const found = ways.find((matches) => matches.length > 0) ?? [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const labels = sourceLabels(all);
  const listed = (found.length === 0 ? all : found).map(({ id }) => `${id} (${labels.get(id)})`).join(', ');
  const says =
    found.length === 0
      ? `no source is called "${printable(text)}". There are: ${listed}.`
      : `"${printable(text)}" can be any of ${listed}. Write the id.`;
  throw new CliFailure(says, exitCodes.wrongUsage);
}

export const howToLink = 'Link one with "mediafold link plex" or "mediafold link jellyfin <url>".';

/** The one that is named, or all of them. */
export async function chosenSources(fold: Mediafold, text: string | undefined): Promise<readonly SourceSummary[]> {
  if (text !== undefined) return [await findSource(fold, text)];
  const all = await fold.sources.list();
  if (all.length === 0) throw nothingLinked();
  return all;
}

function nothingLinked(): CliFailure {
  return new CliFailure(`no server is linked yet. ${howToLink}`);
}
