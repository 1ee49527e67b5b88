import type { Credential } from '../../models/credential.ts';
import type { Environment } from '../../models/environment.ts';
import type { Source } from '../../models/source.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import type { MakeBackend } from '../make-backend.ts';
import { within } from '../within.ts';
import type { Proof } from './prove-credential.ts';
import { livingOnSame, type SharedStore, shareSecret } from './shared-credential.ts';

export interface OldSession {
  /** The source with the device id of its old sign-in. */
  readonly before: Source;
  /** Absent when it could not be read. */
  readonly old: Credential | undefined;
  readonly now: Source;
  readonly proof: Proof;
  readonly access: SourceAccess | undefined;
}

/**
 * After a sign-in as another device, or with what is no session at all: the old one would stay in the server's list of devices
 * for good. A new session of the same device is the server's to sort out. Best effort: never rejects. Left alone when somebody
 * else lives on it: another source, or the new credential itself.
 */
export type EndOldSession = (session: OldSession) => Promise<void>;

export interface EndOldSessionOptions {
  readonly store: SharedStore;
  readonly makeBackend: MakeBackend;
  readonly environment: Pick<Environment, 'clock' | 'logger'>;
  /** Milliseconds. */
  readonly limitMs: number;
}

export function createEndOldSession(options: EndOldSessionOptions): EndOldSession {
  const { store, makeBackend, environment, limitMs } = options;
  const { clock, logger } = environment;
  return async ({ before, old, now, proof, access }) => {
    const isSameDevice = before.deviceId === now.deviceId && proof.isSession;
    if (old === undefined || isSameDevice || shareSecret(old, proof.credential)) return;
    const operation = 'end the old session';
    try {
      if ((await livingOnSame(store, before, old.type)).length > 0) return;
      const backend = makeBackend(before, old, { access });
      try {
        if (proof.connection !== undefined) backend.useConnection(proof.connection);
        await within(limitMs, { clock, operation }, async (call) => backend.credentials?.revoke?.(call));
      } finally {
        await backend.close();
      }
    } catch (error) {
      logger.info({ sourceId: before.id, error: String(error) }, `could not ${operation}`);
    }
  };
}
