import { Command } from 'commander';
import {
  formatRef,
  type Item,
  type ItemRef,
  isMediafoldError,
  type Mediafold,
  parseRef,
  type TitleVersion,
} from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { findSource } from '../find-source.ts';
import { childText, itemText } from '../item-text.ts';
import { printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface ShowOptions extends CatalogueOptions {
  readonly offline?: true;
}

interface Shown {
  readonly item: Item;
  readonly from: 'server' | 'catalogue';
}

export function showCommand(program: Program): Command {
  return new Command('show')
    .description('one item in full')
    .argument('<ref>', 'source:item, as the lists show it; a name or the beginning of the id will do for the source')
    .option('--offline', 'what the catalogue knows; ask no server')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<ShowOptions>(program, (cli, options, [text = '']) =>
        withCatalogue(cli, 'read', options, async (fold) => {
          const given = parseRef(text);
          const ref = { ...given, sourceId: (await findSource(fold, given.sourceId)).id };
          const { item, from } = await inFull(cli, fold, ref, options);
          const [copies, children] = await Promise.all([otherCopies(fold, ref), fold.library.children(ref)]);
          showResult(cli, options, { ref: formatRef(ref), from, item, copies, children }, () =>
            drawn(cli, ref, item, copies, children),
          );
          return exitCodes.ok;
        }),
      ),
    );
}

async function inFull(
  { terminal, interrupts }: Cli,
  fold: Mediafold,
  ref: ItemRef,
  { offline }: ShowOptions,
): Promise<Shown> {
  if (offline) return { item: await fold.library.item(ref), from: 'catalogue' };
  const { item, from, problem } = await fold.library.open(ref, { signal: interrupts.signal });
  if (problem !== undefined) terminal.note(`This is what the catalogue knows: ${printable(problem.message)}`);
  return { item, from };
}

/** Kinds that are not grouped across servers have no title. */
async function otherCopies(fold: Mediafold, ref: ItemRef): Promise<readonly TitleVersion[]> {
  try {
    const { versions } = await fold.library.titleOf(ref);
    return versions.filter(({ sourceId, itemId }) => sourceId !== ref.sourceId || itemId !== ref.itemId);
  } catch (error) {
    if (isMediafoldError(error) && error.code === 'not-found') return [];
    throw error;
  }
}

function drawn(
  { terminal }: Cli,
  ref: ItemRef,
  item: Item,
  copies: readonly TitleVersion[],
  children: readonly Item[],
): string {
  const below = children.map((child) => childText({ sourceId: ref.sourceId, itemId: child.id }, child));
  return [
    itemText(item, (text) => terminal.paint('bold', text)),
    ...(copies.length === 0 ? [] : ['', 'Other copies', ...copies.map((copy) => `  ${formatRef(copy)}`)]),
    ...(below.length === 0 ? [] : ['', 'In it', ...below]),
  ].join('\n');
}
