import { Command, Option } from 'commander';
import { action, type Program } from '../action.ts';
import { type CatalogueKey, type KeyPlace, keyPlaces, newCatalogueKey } from '../catalogue-key.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import type { Advice } from '../failure.ts';
import { counted } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface RotateOptions extends CatalogueOptions {
  readonly to?: KeyPlace;
}

const advice: Advice = { unsupported: 'Nothing was changed. --to keeps the key somewhere else.' };

const whereabouts: Readonly<Record<KeyPlace, (path: string) => string>> = {
  file: (path) => `in the file ${path}.key, which only you can read. Keep it with the catalogue`,
  keyring: () => 'in the keyring of the operating system',
  passphrase: () => 'nowhere: it is made from the passphrase. MEDIAFOLD_PASSPHRASE holds it where nobody can be asked',
};

export function rotateKeyCommand(program: Program): Command {
  return new Command('rotate-key')
    .description('make a new key and encrypt all stored credentials with it; nobody has to sign in again')
    .addOption(
      new Option(
        '--to <place>',
        'where the key is kept from now on (default: where it is); a passphrase is asked for',
      ).choices(keyPlaces),
    )
    .action(
      action<RotateOptions>(
        program,
        (cli, options) =>
          withCatalogue(cli, 'change', options, async (fold, path, key) => {
            const before = key.place;
            const place = options.to ?? before;
            const { keyId, credentials, unreadable, oldKey } = await fold.rotateKey(await target(cli, key, options.to));
            showResult(cli, options, { keyId, place, credentials, unreadable, oldKey }, () =>
              [
                `${counted(credentials, 'credential was', 'credentials were')} encrypted anew, with key ${keyId}.`,
                ...(place === 'environment' ? [] : [`The key lives ${whereabouts[place](path)}.`]),
                ...(unreadable === 0
                  ? []
                  : [
                      `${counted(unreadable, 'credential')} could not be read before, and cannot now: sign in again there.`,
                    ]),
                ...(oldKey === 'kept' && isKept(before) ? ['The old key is still where it was.'] : []),
              ].join('\n'),
            );
            if (before === 'environment' && place !== before) {
              cli.terminal.note(
                'MEDIAFOLD_KEY is set and comes before everything else: take it out of the environment.',
              );
            }
            return exitCodes.ok;
          }),
        { advice, whenStopped: 'Either all credentials have the new key, or none.' },
      ),
    );
}

/** Places that hold a key; the others make it, or belong to somebody else. */
const isKept = (place: CatalogueKey['place']): boolean => place === 'file' || place === 'keyring';

/** Undefined: where it is. A passphrase cannot be changed in its place: a new one is a new place. */
async function target(cli: Cli, key: CatalogueKey, to: KeyPlace | undefined): Promise<CatalogueKey | undefined> {
  if (to === undefined && key.place !== 'passphrase') return undefined;
  if (to !== undefined && to !== 'passphrase' && to === key.place) return undefined;
  const next = await newCatalogueKey(cli, to ?? 'passphrase');
  key.stay();
  return next;
}
