import { StorageError } from '../../errors.ts';
import { type KeyProvider, newKey } from './key-provider.ts';
import { readKeyTexts, writeKeyTexts } from './key-text.ts';

/** What is used of the optional package `@napi-rs/keyring`. */
export interface KeyringEntry {
  /** `null` when there is none; some releases throw "No matching entry found" in its place. */
  getPassword(): string | null;
  setPassword(password: string): void;
  deletePassword?(): unknown;
}

export interface KeyringModule {
  readonly Entry: new (service: string, account: string, options: typeof entryOptions) => KeyringEntry;
}

export interface KeyringKeyOptions {
  /** Default `mediafold`. */
  readonly service?: string;
  /** Default: the path of the database. Each needs a key of its own, as a change of it takes out what one does not need. */
  readonly account?: string;
  /** Default: imports `@napi-rs/keyring`. */
  readonly loadModule?: () => Promise<KeyringModule>;
}

// On a Linux without Secret Service the package would fall back to the kernel's keyring, which a restart empties.
const entryOptions = { linux: { store: 'secret-service' } } as const;

// Not a literal, so that neither the compiler nor a bundler looks for a package that may not be there.
const packageName: string = '@napi-rs/keyring';

/**
 * The keyring of the operating system: Keychain, Credential Manager, Secret Service. Needs the optional package
 * `@napi-rs/keyring`.
 */
export function keyringKey({ service = 'mediafold', account, loadModule }: KeyringKeyOptions = {}): KeyProvider {
  async function entryFor(databasePath: string): Promise<KeyringEntry> {
    const { Entry } = await importKeyring(loadModule ?? (() => import(packageName)));
    return used('opened', [], () => new Entry(service, account ?? databasePath, entryOptions));
  }

  function read(entry: KeyringEntry): readonly Uint8Array[] | undefined {
    const text = used('read', [], () => passwordOf(entry));
    if (text === null) return undefined;
    const keys = readKeyTexts(text);
    if (keys !== undefined && keys.length > 0) return keys;
    const says = `the entry of ${service} in the OS keyring is not a key. Put the right one back, or delete it and sign in again`;
    throw new StorageError('wrong-key', says);
  }

  const write = (entry: KeyringEntry, keys: readonly Uint8Array[]): void => {
    const text = writeKeyTexts(keys).trim().replaceAll('\n', ' ');
    used('written', text.split(' '), () => entry.setPassword(text));
  };

  return {
    name: 'the OS keyring',
    async load({ databasePath, readOnly, alone }) {
      const entry = await entryFor(databasePath);
      const found = read(entry);
      if (found !== undefined || readOnly) return found ?? [];
      // A keyring has no "only if there is none": of two processes that both found nothing, the later would win.
      return alone(async () => {
        const made = read(entry);
        if (made !== undefined) return made;
        const key = newKey();
        write(entry, [key]);
        return [key];
      });
    },
    async replace(keys, { databasePath }) {
      const entry = await entryFor(databasePath);
      if (keys.length > 0) write(entry, keys);
      else used('changed', [], () => entry.deletePassword?.());
    },
  };
}

async function importKeyring(load: () => Promise<KeyringModule>): Promise<KeyringModule> {
  try {
    return await load();
  } catch (error) {
    // Its part for this platform is another package, which is missing after some installations.
    const isThere = error instanceof Error && /native binding|keyring-[a-z]/.test(error.message);
    const says = isThere
      ? `whose package cannot be loaded here (${error.message.split('\n')[0]}). Install it again, for this platform`
      : `which cannot be used without its package: npm install ${packageName}`;
    throw new StorageError('wrong-key', `the key is in the OS keyring, ${says}`);
  }
}

function passwordOf(entry: KeyringEntry): string | null {
  try {
    return entry.getPassword() ?? null;
  } catch (error) {
    if (error instanceof Error && /no matching entry/i.test(error.message)) return null;
    throw error;
  }
}

/** No `cause`: what a keyring throws is not ours to vouch for, so the keys are taken out of its words too. */
function used<T>(done: string, keyTexts: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reason = keyTexts.reduce((text, key) => text.replaceAll(key, '[secret]'), words);
    throw new StorageError(
      'wrong-key',
      `the OS keyring cannot be ${done} (${reason}). Unlock it or log in to the desktop; ` +
        'on a machine without one keep the key in a file or in the environment',
    );
  }
}
