import type { LoginContext } from '../../backends/backend-context.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import type { ClientIdentity } from '../../models/client-identity.ts';
import type { Environment } from '../../models/environment.ts';
import { checkAccess } from '../access/check-access.ts';
import { type OpenAccess, openAccess } from '../access/server-access.ts';
import type { CatalogueLoginContext, LoginOptions, OpenOptions } from '../mediafold.ts';
import { storedAccess } from '../source-access.ts';

/** What logins are made with. */
export interface LoginContexts {
  make(options?: LoginOptions): Promise<CatalogueLoginContext>;
  /** Ends the sockets of all of them. */
  close(): Promise<void>;
}

export interface LoginContextsOptions {
  readonly store: Pick<Catalogue, 'sources' | 'access' | 'installation'>;
  readonly identity: Omit<ClientIdentity, 'deviceId'>;
  readonly environment: Environment;
  readonly plexTvUrl: OpenOptions['plexTvUrl'];
  readonly allowInsecure: boolean;
}

export function createLoginContexts(options: LoginContextsOptions): LoginContexts {
  const { store, identity, environment, plexTvUrl, allowInsecure } = options;
  const opened = new Set<OpenAccess>();

  async function newDevice({ device = 'own' }: LoginOptions): Promise<string> {
    const shared = await store.installation.deviceId();
    // The installation's id in front lets a server's administrator see which devices belong together.
    return device === 'shared' ? shared : `${shared}-${crypto.randomUUID().slice(0, 8)}`;
  }

  async function deviceFor(login: LoginOptions): Promise<Pick<LoginContext, 'renews'> & { readonly deviceId: string }> {
    if (login.source === undefined) return { deviceId: await newDevice(login) };
    const { deviceId, serverId, userId } = await store.sources.get(login.source);
    return { deviceId, renews: { serverId, userId, otherDeviceId: await newDevice({}) } };
  }

  return {
    async make(login = {}) {
      const { source, access } = login;
      const { deviceId, ...known } = await deviceFor(login);
      const stored = async () => (source === undefined ? undefined : storedAccess(store, source));
      const settings = access === undefined ? await stored() : checkAccess(access);
      const way = openAccess(settings);
      opened.add(way);
      return {
        environment,
        identity: { ...identity, deviceId },
        ...known,
        allowInsecure: settings?.allowInsecure ?? allowInsecure,
        ...(way.server === undefined ? {} : { server: way.server }),
        ...(plexTvUrl === undefined ? {} : { plexTvUrl }),
      };
    },
    async close() {
      await Promise.all([...opened].map((way) => way.close()));
      opened.clear();
    },
  };
}
