import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import type { PlexContext, PlexLoginContext } from '../../../src/backends/plex/plex.ts';
import { createPlexBackend, plexServersOf, plexTokenAuth } from '../../../src/backends/plex/plex.ts';
import { type Clock, cancelled } from '../../../src/models/clock.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { type Environment, environment } from '../../../src/models/environment.ts';
import type { LibraryId } from '../../../src/models/ids.ts';
import { serverId, sourceId, userId } from '../../../src/models/ids.ts';
import type { Item, ItemKind } from '../../../src/models/item.ts';
import type { Page } from '../../../src/models/page.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import type { MockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';

export const identity = { product: 'Shelf Walker', version: '3.1', deviceName: 'Büro', deviceId: 'device-of-the-test' };

/**
 * A clock whose pauses take no time. Deadlines are longer than any pause: they never come by themselves.
 */
export function hurriedClock(): Clock & { advance(ms: number): void; readonly pauses: number[] } {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(cancelled('wait'));
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
        if (ms >= 15_000) return;
        setImmediate(() => {
          if (!signal?.aborted) {
            now += ms;
            pauses.push(ms);
          }
          resolve();
        });
      }),
  };
}

export function login(mock: { readonly url: string }, given: Partial<Environment> = {}): PlexLoginContext {
  return { environment: environment(given), identity, plexTvUrl: mock.url };
}

export interface Opened {
  readonly backend: MediaBackend;
  readonly context: PlexContext;
  readonly signedIn: SignedInServer;
  /** Every credential that was handed over to be stored. */
  readonly stored: Credential[];
}

export function contextOf(mock: MockPlex, server: MockPlexServer, more: Partial<PlexContext> = {}): PlexContext {
  return {
    ...login(mock.plexTv),
    source: {
      id: sourceId('s1'),
      type: 'plex',
      name: server.name,
      serverId: serverId(server.machineIdentifier),
      userId: userId(mock.account.uuid),
      deviceId: identity.deviceId,
    },
    currentConnection: () => undefined,
    onRenewed: () => undefined,
    retries: 0,
    ...more,
  };
}

/** Signs in with the account's token and opens the backend of one server, without an address in use. */
export async function unconnected(
  mock: MockPlex,
  server: MockPlexServer,
  more: Partial<PlexContext> = {},
): Promise<Opened> {
  const servers = await plexServersOf(secret(mock.account.token), login(mock.plexTv));
  const signedIn = servers.find(({ serverId: id }) => id === server.machineIdentifier);
  if (signedIn === undefined || signedIn.credential.type !== 'plex-token') throw new Error('the mock lacks the server');
  const stored: Credential[] = [];
  const context = contextOf(mock, server, {
    onRenewed: (credential) => {
      stored.push(credential);
    },
    ...more,
  });
  const backend = createPlexBackend(plexTokenAuth(signedIn.credential, context), context);
  return { backend, context, signedIn, stored };
}

/** The same, connected to its true address. */
export async function opened(mock: MockPlex, server: MockPlexServer, more: Partial<PlexContext> = {}): Promise<Opened> {
  const open = await unconnected(mock, server, more);
  open.backend.useConnection({ uri: server.url, kind: 'local', secure: false });
  return open;
}

export interface Walked {
  readonly items: readonly Item[];
  readonly pages: readonly Page<Item>[];
}

export async function walk(backend: MediaBackend, library: LibraryId, kind: ItemKind, limit: number): Promise<Walked> {
  const pages: Page<Item>[] = [];
  let next: Page<Item>['next'];
  do {
    const page = await backend.listItems(library, { kind, limit, cursor: next });
    pages.push(page);
    next = page.next;
    if (pages.length > 1_000) throw new Error('the listing does not end');
  } while (next !== undefined);
  return { items: pages.flatMap(({ items }) => items), pages };
}
