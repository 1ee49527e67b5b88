import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { startPlexPin } from '../../src/backends/plex/plex.ts';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { type Clock, cancelled, systemClock } from '../../src/models/clock.ts';
import { type SourceId, sourceId } from '../../src/models/ids.ts';
import type { ItemKind } from '../../src/models/item.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../src/models/source.ts';
import type { Mediafold, OpenOptions } from '../../src/services/mediafold.ts';
import { openMediafold } from '../../src/services/open-mediafold.ts';
import {
  createWorld,
  type Holdings,
  type MockJellyfin,
  type MockJellyfinOptions,
  type MockPlex,
  type MockPlexServer,
  type MockPlexServerOptions,
  startMockJellyfin,
  startMockPlex,
  type World,
} from '../../src/testing/index.ts';

/**
 * Back-off, grace and polling take hardly any time; the deadlines of requests, which are longer, stay. A pause is some
 * turns of the event loop: what was asked before it is answered by then, however slow the machine is.
 */
export const briskClock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => (ms < 5_000 ? someTurns(signal) : systemClock.sleep(ms, signal)),
};

async function someTurns(signal?: AbortSignal): Promise<void> {
  for (let turn = 0; turn < 200 && !signal?.aborted; turn += 1) await setImmediate();
  if (signal?.aborted) throw cancelled('wait');
}

export const world: World = createWorld(23);

/** Only movies, the first ones of the world. */
export function movies(count: number): Holdings {
  return { movies: { from: 0, count }, shows: { from: 0, count: 0 } };
}

/** In a folder that goes with the test. */
export function catalogueFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mediafold-services-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'catalogue.db');
}

/** Closed with the test, or earlier by it. */
export async function openAt(path: string, options: Partial<OpenOptions> = {}): Promise<Mediafold> {
  const environment = { clock: briskClock, ...options.environment };
  const fold = await openMediafold({
    product: 'Services',
    version: '1.0.0',
    lan: false,
    ...options,
    path,
    environment,
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= fold.close();
    return closed;
  };
  onTestFinished(close);
  return { ...fold, close };
}

/** Closed with the test, or earlier by it. */
export async function jellyfin(
  holdings: Holdings,
  options: Omit<MockJellyfinOptions, 'world' | 'holdings'> = {},
): Promise<MockJellyfin> {
  const server = await startMockJellyfin({ world, holdings, ...options });
  onTestFinished(() => server.close());
  return server;
}

export interface PlexHouse {
  readonly account: MockPlex;
  readonly server: MockPlexServer;
}

export async function plex(
  holdings: Holdings,
  options: Omit<MockPlexServerOptions, 'holdings'> = {},
): Promise<PlexHouse> {
  const account = await startMockPlex({ world, servers: [{ holdings, ...options }] });
  onTestFinished(() => account.close());
  const [server] = account.servers;
  if (server === undefined) throw new Error('no server was started');
  return { account, server };
}

export async function jellyfinLogin(
  fold: Mediafold,
  { url, users }: Pick<MockJellyfin, 'url' | 'users'>,
  options: { readonly keepPassword?: boolean } = {},
): Promise<SignedInServer> {
  const { name: username = '', password = '' } = users[0] ?? {};
  return signInWithPassword({ ...(await fold.loginContext()), ...options, url, username, password: secret(password) });
}

export async function plexLogin(fold: Mediafold, { account }: Pick<PlexHouse, 'account'>): Promise<SignedInServer> {
  const context = await fold.loginContext({ device: 'shared' });
  const flow = await startPlexPin({ ...context, plexTvUrl: account.plexTv.url });
  account.approvePin(flow.prompt.code);
  const [found] = await flow.wait();
  if (found === undefined) throw new Error('the account has no server');
  return found;
}

/** A source that is linked and was never asked for: a sign-in asks its server. */
export async function storedSource(
  path: string,
  { candidates, credential, ...rest }: SignedInServer,
  id: SourceId = sourceId('stored'),
): Promise<Source> {
  const catalogue = await openCatalogue({ path });
  const { type, name, serverId, userId, deviceId } = rest;
  const source = { id, type, name, serverId, userId, deviceId };
  await catalogue.sources.put(source, credential, candidates);
  await catalogue.close();
  return source;
}

/** The ids of everything of one kind that the catalogue shows of a source. */
export async function idsIn(fold: Mediafold, source: Source, kind?: ItemKind): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await fold.library.titles({ sourceId: source.id, kind, limit: 500, after });
    const versions = page.titles.flatMap((title) => title.versions);
    ids.push(...versions.filter(({ sourceId }) => sourceId === source.id).map(({ itemId }) => itemId));
    after = page.next;
  } while (after !== undefined);
  return ids.sort((a, b) => (a < b ? -1 : 1));
}
