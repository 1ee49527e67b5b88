import { readFileSync, statSync } from 'node:fs';
import { StorageError } from '../errors.ts';
import { guarded } from './storage-error.ts';

/** Beyond it a copy in memory is no help. Bytes. */
const mostBytes = 1024 ** 3;
/** Of the header: which journal the file is written and read with; 2 is the write-ahead log (https://sqlite.org/fileformat2.html). */
const journalBytes = [18, 19] as const;

/**
 * The whole file, to be opened from memory. SQLite reads a catalogue only where it may make the index of its log, and whoever
 * may not write there can still read the file. Everything is in it as long as nobody has it open, which is seen by the log.
 *
 * @returns undefined when there is a log, or the file is written to at this moment
 * @throws {StorageError}
 */
export function quietCopy(path: string): Buffer | undefined {
  return guarded(path, () => {
    const before = stateOf(path);
    if (before === undefined) return undefined;
    if (before.size > mostBytes) {
      throw new StorageError('read-only', `${path}: it cannot be written, and is too large to be read without that`);
    }
    const bytes = readFileSync(path);
    const after = stateOf(path);
    if (after?.changedAt !== before.changedAt || bytes.length !== after.size) return undefined;
    for (const at of journalBytes) bytes[at] = 1;
    return bytes;
  });
}

function stateOf(path: string): { readonly size: number; readonly changedAt: bigint } | undefined {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return undefined;
  const { size, mtimeNs } = statSync(path, { bigint: true });
  return { size: Number(size), changedAt: mtimeNs };
}
