import type { CallOptions } from '../../backends/auth-provider.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import { isMediafoldError } from '../../errors.ts';
import type { Clock } from '../../models/clock.ts';
import type { SourceId } from '../../models/ids.ts';
import type { Source } from '../../models/source.ts';
import type { TakeTurn } from '../../models/turns.ts';
import type { ConnectionService } from '../connect/connection-contract.ts';
import type { OpenBackends } from '../open-backends.ts';
import { within } from '../within.ts';
import { turnOf } from './add-source.ts';
import { livingOnCredential } from './shared-credential.ts';
import { storedCredential } from './stored-credential.ts';

export interface SignedOut {
  /** Whether the credential was ended at whoever gave it. It is forgotten here in any case. */
  readonly revoked: boolean;
  /** Why not, for people. */
  readonly reason?: string;
}

export interface SignOutCall extends CallOptions {
  /** Forget the credential without ending the session on the server. Default false. */
  readonly keepSession?: boolean | undefined;
}

/**
 * @param afterwards done before anybody can sign in to this source again
 * @throws {MediafoldError} `not-found`; `cancelled`: then nothing is forgotten
 */
export type SignOut = (id: SourceId, call?: SignOutCall, afterwards?: () => Promise<void>) => Promise<SignedOut>;

export interface SignOutOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens'>;
  readonly connections: Pick<ConnectionService, 'forget' | 'connect'>;
  readonly backends: Pick<OpenBackends, 'get'>;
  readonly takeTurn: TakeTurn;
  readonly clock: Clock;
  /** For each of: finding the server, ending the session there. Milliseconds. */
  readonly limitMs: number;
}

export function createSignOut(options: SignOutOptions): SignOut {
  const { store, connections, backends, takeTurn, clock, limitMs } = options;

  async function revoke(source: Source, signal: AbortSignal | undefined): Promise<SignedOut> {
    const { id, name } = source;
    try {
      const { credentials } = await backends.get(id);
      const { credential } = await storedCredential(store, id);
      if (credential !== undefined && 'isBorrowed' in credential) {
        return kept('it was given to another app, which still uses it; end it there');
      }
      if (credentials?.revoke === undefined) return kept('nobody can be asked to end this kind of credential');
      const others = credential === undefined ? [] : await livingOnCredential(store, source, credential);
      if (others.length > 0) return kept(`the same sign-in is used by ${others.map((other) => other.name).join(', ')}`);
      // Whoever gave the credential may be somebody else than the server, so one that is away does not end the try.
      const connecting = { clock, signal, operation: `connect to ${name}` };
      await within(limitMs, connecting, (call) => connections.connect(id, call)).catch(unlessAborted(signal));
      const { credentials: now } = await backends.get(id);
      await within(limitMs, { clock, signal, operation: `sign out of ${name}` }, async (call) => now?.revoke?.(call));
      return { revoked: true };
    } catch (error) {
      if (signal?.aborted || !isMediafoldError(error) || error.code === 'storage') throw error;
      return kept(error.message);
    }
  }

  return async (id, call, afterwards) => {
    const { signal, keepSession = false } = call ?? {};
    const source = await store.sources.get(id);
    return takeTurn([turnOf(source)], signal, async () => {
      const ended = keepSession ? kept('the session was to be left as it is') : await revoke(source, signal);
      const needsSignIn = 'signed out';
      await connections.forget(id, {
        needsSignIn,
        change: async () => {
          await store.authTokens.remove(id);
          await store.sources.setNeedsSignIn(id, needsSignIn);
        },
      });
      await afterwards?.();
      return ended;
    });
  };
}

const kept = (reason: string): SignedOut => ({ revoked: false, reason });

function unlessAborted(signal: AbortSignal | undefined): (error: unknown) => void {
  return (error) => {
    if (signal?.aborted) throw error;
  };
}
