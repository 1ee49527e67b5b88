import type { LoginContext } from '../../backends/backend-context.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import type { ClientIdentity } from '../../models/client-identity.ts';
import type { Environment } from '../../models/environment.ts';
import { checkAccess } from '../access/check-access.ts';
import { type OpenAccess, openAccess } from '../access/server-access.ts';
import type { LoginOptions } from '../mediafold.ts';
import { storedAccess } from '../source-access.ts';

/** What logins are made with. */
export interface LoginContexts {
  make(options?: LoginOptions): Promise<LoginContext>;
  /** Ends the sockets of all of them. */
  close(): Promise<void>;
}

export interface LoginContextsOptions {
  readonly store: Pick<Catalogue, 'sources' | 'access' | 'installation'>;
  readonly identity: Omit<ClientIdentity, 'deviceId'>;
  readonly environment: Environment;
}

export function createLoginContexts({ store, identity, environment }: LoginContextsOptions): LoginContexts {
  const opened = new Set<OpenAccess>();

  async function deviceIdFor({ device = 'own', source }: LoginOptions): Promise<string> {
    if (source !== undefined) return (await store.sources.get(source)).deviceId;
    const shared = await store.installation.deviceId();
    // The installation's id in front lets a server's administrator see which devices belong together.
    return device === 'shared' ? shared : `${shared}-${crypto.randomUUID().slice(0, 8)}`;
  }

  return {
    async make(options = {}) {
      const { source, access } = options;
      const deviceId = await deviceIdFor(options);
      const stored = async () => (source === undefined ? undefined : storedAccess(store, source));
      const way = openAccess(access === undefined ? await stored() : checkAccess(access));
      opened.add(way);
      const server = way.server === undefined ? {} : { server: way.server };
      return { environment, identity: { ...identity, deviceId }, ...server };
    },
    async close() {
      await Promise.all([...opened].map((way) => way.close()));
      opened.clear();
    },
  };
}
