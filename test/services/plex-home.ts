import { onTestFinished } from 'vitest';
import { startPlexPin } from '../../src/backends/plex/plex.ts';
import type { SignedInServer, Source } from '../../src/models/source.ts';
import type { Mediafold, OpenOptions } from '../../src/services/mediafold.ts';
import { type MockPlex, type MockPlexServer, startMockPlex } from '../../src/testing/index.ts';
import { catalogueFile, movies, openAt, world } from './setting.ts';

export interface PlexHome {
  readonly account: MockPlex;
  readonly servers: readonly [MockPlexServer, MockPlexServer];
  readonly fold: Mediafold;
  readonly path: string;
  readonly options: Partial<OpenOptions>;
  /** The two servers, linked with one PIN. */
  readonly sources: readonly [Source, Source];
}

async function plexLogins(fold: Mediafold, account: MockPlex): Promise<readonly SignedInServer[]> {
  const context = await fold.loginContext({ device: 'shared' });
  const flow = await startPlexPin({ ...context, plexTvUrl: account.plexTv.url });
  account.approvePin(flow.prompt.code);
  return flow.wait();
}

/** An account with two servers of its own, both linked. */
export async function plexHome(given: Partial<OpenOptions> = {}): Promise<PlexHome> {
  const account = await startMockPlex({
    world,
    servers: [
      { name: 'Lantern', holdings: movies(3), ownAccessToken: true },
      { name: 'Attic', holdings: movies(2), ownAccessToken: true },
    ],
  });
  onTestFinished(() => account.close());
  const path = catalogueFile();
  const options = { ...given, plexTvUrl: account.plexTv.url };
  const fold = await openAt(path, options);
  const sources: Source[] = [];
  for (const login of await plexLogins(fold, account)) sources.push((await fold.signIn.add(login)).source);
  const byName = (name: string): Source => {
    const found = sources.find((source) => source.name === name);
    if (found === undefined) throw new Error(`no source ${name}`);
    return found;
  };
  const [one, two] = account.servers;
  if (one === undefined || two === undefined) throw new Error('not both servers run');
  return { account, servers: [one, two], fold, path, options, sources: [byName('Lantern'), byName('Attic')] };
}
