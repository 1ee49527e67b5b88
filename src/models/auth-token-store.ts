import type { Credential } from './credential.ts';
import type { SourceId } from './ids.ts';

/** Where the credentials of the sources are kept. */
export interface AuthTokenStore {
  load(id: SourceId): Promise<Credential | undefined>;
  save(id: SourceId, credential: Credential): Promise<void>;
  remove(id: SourceId): Promise<void>;
}

/** Keeps them for as long as the program runs: for tests, and for browsers that store no tokens. */
export function createMemoryAuthTokens(known: Iterable<readonly [SourceId, Credential]> = []): AuthTokenStore {
  const credentials = new Map(known);
  return {
    load: async (id) => credentials.get(id),
    save: async (id, credential) => {
      credentials.set(id, credential);
    },
    remove: async (id) => {
      credentials.delete(id);
    },
  };
}
