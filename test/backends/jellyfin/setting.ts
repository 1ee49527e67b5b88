import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import type { BackendContext, LoginContext } from '../../../src/backends/backend-context.ts';
import { signInWithPassword } from '../../../src/backends/jellyfin/auth/password-login.ts';
import { jellyfinTokenAuth } from '../../../src/backends/jellyfin/auth/token-auth.ts';
import { createJellyfinBackend } from '../../../src/backends/jellyfin/jellyfin-backend.ts';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { type Clock, cancelled } from '../../../src/models/clock.ts';
import type { Candidate } from '../../../src/models/connection.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { type Environment, environment } from '../../../src/models/environment.ts';
import { sourceId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import {
  type MockJellyfin,
  type MockJellyfinOptions,
  startMockJellyfin,
} from '../../../src/testing/jellyfin/mock-jellyfin.ts';

export const identity = { product: 'Shelf', version: '2.1', deviceName: 'Žofie\'s "Büro", 居間', deviceId: 'device-7' };

export function startMock(options: Partial<MockJellyfinOptions> = {}): Promise<MockJellyfin> {
  const holdings = { movies: { from: 0, count: 30 }, shows: { from: 0, count: 3 } };
  return startMockJellyfin({ world: createWorld(7), holdings, ...options });
}

export function loginContext(given: Partial<Environment> = {}): LoginContext {
  return { environment: environment({ random: () => 0, ...given }), identity };
}

/** The ordinary user of the mock server. */
export function person(mock: MockJellyfin): {
  readonly username: string;
  readonly password: string;
  readonly id: string;
} {
  const [user] = mock.users;
  if (user === undefined) throw new Error('the mock server has no user');
  return { username: user.name, password: user.password, id: user.id };
}

export async function signIn(mock: MockJellyfin, given: Partial<Environment> = {}): Promise<SignedInServer> {
  const { username, password } = person(mock);
  return signInWithPassword({ ...loginContext(given), url: mock.url, username, password: secret(password) });
}

export function tokenOf(server: SignedInServer): string {
  const { credential } = server;
  if (credential.type !== 'jellyfin-token') throw new Error(`a token was expected, not a ${credential.type}`);
  return credential.token.reveal();
}

export function candidateFor(mock: { readonly url: string }): Candidate {
  return { uri: mock.url, kind: 'local', secure: false, origin: 'typed' };
}

export interface Opened {
  readonly backend: MediaBackend;
  readonly auth: AuthProvider;
  /** What was handed over to be stored. */
  readonly renewed: Credential[];
}

/** A backend for what a login gave, with no address in use. */
export function openWith(
  server: SignedInServer,
  makeAuth: (context: BackendContext) => AuthProvider,
  given: Partial<Environment> = {},
): Opened {
  const renewed: Credential[] = [];
  const context: BackendContext = {
    ...loginContext(given),
    source: { id: sourceId('source-1'), ...server },
    currentConnection: () => backend.connection,
    onRenewed: (credential) => void renewed.push(credential),
    retries: 0,
  };
  const auth = makeAuth(context);
  const backend = createJellyfinBackend(auth, context);
  return { backend, auth, renewed };
}

export async function openBackend(mock: MockJellyfin, given: Partial<Environment> = {}): Promise<Opened> {
  const server = await signIn(mock);
  const { credential } = server;
  if (credential.type !== 'jellyfin-token') throw new Error('the login gave no token');
  const opened = openWith(server, (context) => jellyfinTokenAuth(credential, context), given);
  opened.backend.useConnection(candidateFor(mock));
  return opened;
}

/**
 * A clock whose pauses take no time, and are written down. What is longer than a pause between two polls is a deadline, and
 * never comes.
 */
export function hurriedClock(): Clock & { readonly pauses: number[] } {
  let now = Date.UTC(2026, 0, 1);
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(cancelled('wait'));
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
        if (ms > 9_000) return;
        setImmediate(() => {
          if (signal?.aborted) return;
          now += ms;
          pauses.push(ms);
          resolve();
        });
      }),
  };
}
