import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { KeyProvider } from '../../../src/db/keys/key-provider.ts';
import type { KeyringModule } from '../../../src/db/keys/keyring-key.ts';
import type { Catalogue } from '../../../src/db/open-catalogue.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { type SourceId, sourceId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { home, openWithSource, temporaryFolder } from '../support.ts';

export const away: SourceId = sourceId('away');

export const token = (text: string): Credential => ({ type: 'jellyfin-token', token: secret(text) });

/** Of a catalogue in a folder of its own. */
export const newPath = (): string => join(temporaryFolder(), 'catalogue.db');

export const keyBytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
export const encoded = (fill: number, encoding: BufferEncoding): string =>
  Buffer.from(keyBytes(fill)).toString(encoding);
export const hex = (fill: number): string => encoded(fill, 'hex');

/** The secret of a Jellyfin token, which no comparison of the objects would look at. */
export async function tokenOf(catalogue: Pick<Catalogue, 'authTokens'>, id: SourceId = home): Promise<string> {
  const credential = await catalogue.authTokens.load(id);
  if (credential?.type !== 'jellyfin-token') throw new Error(`no token of ${id}`);
  return credential.token.reveal();
}

/** A catalogue with the token `kept`, as a process that has ended leaves it. */
export async function storeAndClose(path: string, key?: KeyProvider): Promise<void> {
  const catalogue = await openWithSource({ path, key });
  await catalogue.authTokens.save(home, token('kept'));
  await catalogue.close();
}

/** A catalogue with the tokens `home-token` and `away-token`. */
export async function openWithTokens(options: Parameters<typeof openWithSource>[0]): Promise<Catalogue> {
  const catalogue = await openWithSource(options, [home, away]);
  await catalogue.authTokens.saveAll(new Map([home, away].map((id) => [id, token(`${id}-token`)])));
  return catalogue;
}

/** What {@link openWithTokens} stored, as it can be read now. */
export const bothTokens = async (catalogue: Catalogue): Promise<readonly string[]> => [
  await tokenOf(catalogue),
  await tokenOf(catalogue, away),
];
export const expectedTokens: readonly string[] = ['home-token', 'away-token'];

export function keyIds({ database }: Catalogue): Promise<readonly { key_id: string; key_provider: string | null }[]> {
  return database.kysely.selectFrom('auth_token').select(['key_id', 'key_provider']).distinct().execute();
}

/** What a process that is killed now leaves behind. @returns the path of the database there */
export function copyAsKilled(path: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(path));
  for (const end of ['', '-wal', '.key']) if (existsSync(path + end)) copyFileSync(path + end, copy + end);
  return copy;
}

export const keysIn = (file: string): readonly string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

/** A keyring of the operating system that is kept in a map, by service and account. */
export function fakeKeyring(entries: Map<string, string>): () => Promise<KeyringModule> {
  class Entry {
    readonly #name: string;
    constructor(service: string, account: string) {
      this.#name = `${service}/${account}`;
    }
    getPassword(): string | null {
      return entries.get(this.#name) ?? null;
    }
    setPassword(password: string): void {
      entries.set(this.#name, password);
    }
    deletePassword(): boolean {
      return entries.delete(this.#name);
    }
  }
  return async () => ({ Entry });
}
