import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A catalogue's own files beside it: the write-ahead log, its index, and the key that encrypts the tokens. */
const own = /^catalogue\.db(-wal|-shm|-journal|\.key|-key)?$/;

/** Empties what an earlier run has left, and nothing else. @returns the path of the catalogue to be made */
export function freshCatalogue(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (own.test(name)) rmSync(join(folder, name));
  return resolve(folder, 'catalogue.db');
}
