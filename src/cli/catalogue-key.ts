import { existsSync } from 'node:fs';
import {
  environmentKey,
  fileKey,
  type KeyFacts,
  type KeyProvider,
  keyringKey,
  passphraseKey,
  StorageError,
  secret,
} from 'mediafold';
import { askSecret, orNone } from './ask.ts';
import type { Cli } from './cli.ts';
import { CliFailure } from './failure.ts';

/** Where the key that encrypts the credentials can be kept. */
export const keyPlaces = ['file', 'keyring', 'passphrase'] as const;
export type KeyPlace = (typeof keyPlaces)[number];

export interface CatalogueKey extends KeyProvider {
  /** Known once the catalogue is open. */
  readonly place: KeyPlace | 'environment';
  /** Before the key moves: this one goes on meaning the old place, so that it can be emptied. */
  stay(): void;
}

/** Under this name the catalogue remembers where its key is kept: a place, never the key. */
const fact = 'place';

const isPlace = (text: string): text is KeyPlace => keyPlaces.some((place) => place === text);

/** Of the environment if it has one, else where the catalogue remembers that its key is; for a new one a file. */
export function catalogueKey(cli: Cli): CatalogueKey {
  const { MEDIAFOLD_KEY, MEDIAFOLD_KEYRING } = cli.env;
  if (MEDIAFOLD_KEY !== undefined && MEDIAFOLD_KEY !== '') {
    return { ...environmentKey({ values: cli.env }), place: 'environment', stay: () => undefined };
  }
  const wanted = MEDIAFOLD_KEYRING === '1' ? 'keyring' : 'file';
  // One from before this was remembered has its key in a file.
  const usual = (databasePath: string): KeyPlace => (existsSync(`${databasePath}.key`) ? 'file' : wanted);
  return remembering(usual, (place) => (place === 'passphrase' ? knownPassphrase(cli) : openPlace(place)));
}

/** For a key that is made now, in this place. */
export async function newCatalogueKey(cli: Cli, place: KeyPlace): Promise<CatalogueKey> {
  const provider = place === 'passphrase' ? await newPassphrase(cli) : openPlace(place);
  return remembering(
    () => place,
    () => provider,
  );
}

function remembering(
  usual: (databasePath: string) => KeyPlace,
  open: (place: KeyPlace) => KeyProvider | Promise<KeyProvider>,
): CatalogueKey {
  let place: KeyPlace = 'file';
  let opened: KeyProvider | undefined;
  let isLeft = false;

  async function opening({ databasePath, getOrMake }: KeyFacts): Promise<KeyProvider> {
    if (isLeft && opened !== undefined) return opened;
    const known = await getOrMake(fact, () => usual(databasePath));
    const next = isPlace(known) ? known : usual(databasePath);
    // Once only: a person is not asked twice.
    if (opened === undefined || next !== place) opened = await open(next);
    place = next;
    return opened;
  }

  return {
    get place() {
      return place;
    },
    get name() {
      return opened?.name ?? place;
    },
    stay() {
      isLeft = true;
    },
    load: async (facts) => (await opening(facts)).load(facts),
    async replace(keys, facts) {
      const kept = await opening(facts);
      if (kept.replace === undefined) {
        throw new StorageError('wrong-key', `the key comes from ${kept.name}, where no other can be put`);
      }
      await kept.replace(keys, facts);
    },
  };
}

function openPlace(place: Exclude<KeyPlace, 'passphrase'>): KeyProvider {
  return place === 'file' ? fileKey() : keyringKey();
}

async function knownPassphrase(cli: Cli): Promise<KeyProvider> {
  const given = cli.env.MEDIAFOLD_PASSPHRASE;
  if (given !== undefined && given !== '') return passphraseKey(secret(given));
  if (!cli.terminal.canAsk) {
    throw new CliFailure(
      'the credentials of this catalogue are encrypted with a passphrase, and there is no terminal to ask on. ' +
        'Set MEDIAFOLD_PASSPHRASE.',
    );
  }
  return passphraseKey(secret(await askSecret(cli, 'Passphrase of the catalogue', 'passphrase')));
}

/** Typed twice where nobody sees what is typed: what was mistyped once is lost. */
async function newPassphrase(cli: Cli): Promise<KeyProvider> {
  const first = await askSecret(cli, 'New passphrase', 'passphrase', orNone);
  if (first === '') throw new CliFailure('the passphrase is empty. Nothing was changed.');
  if (cli.terminal.stdin.isTTY && (await askSecret(cli, 'The same again', 'passphrase', orNone)) !== first) {
    throw new CliFailure('the two were not the same. Nothing was changed.');
  }
  return passphraseKey(secret(first));
}
