import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MediafoldError, StorageError } from '../../errors.ts';
import { guarded } from '../storage-error.ts';
import { type KeyFacts, type KeyProvider, newKey } from './key-provider.ts';
import { readKeyTexts, writeKeyTexts } from './key-text.ts';

/**
 * A file that only its owner can read, one key in each line: the current one and, while keys change, older ones. Made
 * when it is missing; what was encrypted with a lost one stays unreadable, which the sources then say.
 *
 * @param path Default: the database's with `.key` behind it. Of one database alone: when its key changes, keys that it does
 *   not need any more are taken out of the file, and with a move to another place the file goes.
 */
export function fileKey(path?: string): KeyProvider {
  const place = ({ databasePath }: KeyFacts): string => {
    if (path === undefined && databasePath === ':memory:') {
      throw new MediafoldError('invalid-argument', 'a catalogue in memory has no key file beside it: give its path');
    }
    return resolve(path ?? `${databasePath}.key`);
  };
  return {
    name: 'the key file',
    async load(facts) {
      const file = place(facts);
      return guarded(file, () => readKeyFile(file) ?? (facts.readOnly ? [] : makeKeyFile(file)));
    },
    async replace(keys, facts) {
      const file = place(facts);
      guarded(file, () => replaceKeyFile(file, keys));
    },
  };
}

const wrong = (path: string, says: string): StorageError => new StorageError('wrong-key', `${path}: ${says}`);

function readKeyFile(path: string): readonly Uint8Array[] | undefined {
  const facts: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  if (!facts.isFile()) throw wrong(path, 'the key is kept here, but this is not a file. Move it away');
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    throw wrong(path, `others on this machine can read this key. Run: chmod 600 "${path}"`);
  }
  const keys = readKeyTexts(readFileSync(path, 'utf8'));
  if (keys !== undefined && keys.length > 0) return keys;
  throw wrong(path, 'this is not a key of mediafold. Put the right file back, or remove it and sign in again');
}

/** Of processes that start together, one makes the file, and the others read it: it is never seen half written. */
function makeKeyFile(path: string): readonly Uint8Array[] {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = newKey();
  const draft = writeDraft(path, [key]);
  try {
    linkSync(draft, path);
    return [key];
  } catch (error) {
    const made = readKeyFile(path);
    if (made !== undefined) return made;
    // Some file systems know no links (exFAT). There the name is taken first, and then filled.
    if (!isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL')) throw error;
    writeKeys(path, [key]);
    return [key];
  } finally {
    rmSync(draft, { force: true });
    syncFolder(path);
  }
}

function replaceKeyFile(path: string, keys: readonly Uint8Array[]): void {
  // A link to the file stays a link.
  const file = statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
  if (keys.length === 0) rmSync(file, { force: true });
  else renameSync(writeDraft(file, keys), file);
  syncFolder(file);
}

/** The name is this process's own: what a crash left there is this user's, and is written anew. */
function writeDraft(path: string, keys: readonly Uint8Array[]): string {
  const draft = `${path}.${process.pid}.new`;
  rmSync(draft, { force: true });
  writeKeys(draft, keys);
  return draft;
}

function writeKeys(path: string, keys: readonly Uint8Array[]): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, writeKeyTexts(keys));
    fsyncSync(file);
  } catch (error) {
    // On a full disk; half of a key is of no use, and nobody else would ever take it away.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** A new name is durable when its folder is. Windows opens no folders, and writes names through by itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } catch (error) {
    // Some network file systems refuse it, and there is no other way.
    if (!isCode(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP')) throw error;
  } finally {
    closeSync(folder);
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
