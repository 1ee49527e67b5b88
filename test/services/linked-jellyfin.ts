import { openCatalogue } from '../../src/db/open-catalogue.ts';
import type { SignedInServer, Source } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { Holdings, MockJellyfin } from '../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

export const few: Holdings = movies(3);
export const logouts = (server: MockJellyfin): number => server.log.to('/Sessions/Logout').length;

export interface Linked {
  readonly server: MockJellyfin;
  readonly path: string;
  readonly fold: Mediafold;
  readonly login: SignedInServer;
  readonly source: Source;
}

export async function linked(): Promise<Linked> {
  const server = await jellyfin(few);
  const path = catalogueFile();
  const fold = await openAt(path);
  const login = await jellyfinLogin(fold, server);
  const { source } = await fold.signIn.add(login);
  return { server, path, fold, login, source };
}

export async function tokenOf(path: string, { id }: Source): Promise<string | undefined> {
  const catalogue = await openCatalogue({ path });
  const credential = await catalogue.authTokens.load(id);
  await catalogue.close();
  return credential?.type === 'jellyfin-token' ? credential.token.reveal() : undefined;
}
