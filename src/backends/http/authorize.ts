import { isMediafoldError, reactions } from '../../errors.ts';
import { unlessAborted } from '../../models/unless-aborted.ts';
import type { AuthProvider } from '../auth-provider.ts';

type CredentialHeaders = Readonly<Record<string, string>>;

/**
 * Sends with the credential's headers; when the server refuses them, renews once and sends once more. A second refusal
 * surfaces: no loop can come of it.
 */
export type Authorized = <T>(
  auth: AuthProvider,
  signal: AbortSignal | undefined,
  send: (headers: CredentialHeaders) => Promise<T>,
) => Promise<T>;

interface Renewal {
  readonly refused: CredentialHeaders;
  readonly outcome: Promise<boolean>;
  isOver: boolean;
}

/**
 * Requests that met the same refusal share one renewal, also those whose refusal arrives when it has ended already: one
 * that failed would fail again, once for each of them.
 */
export function createAuthorized(): Authorized {
  const renewals = new WeakMap<AuthProvider, Renewal>();

  /** @param before the last renewal that had ended when the request was sent */
  function renewed(auth: AuthProvider, refused: CredentialHeaders, before: Renewal | undefined): Promise<boolean> {
    const last = renewals.get(auth);
    if (last !== undefined && last !== before && isSame(last.refused, refused)) return last.outcome;
    // Without anybody's signal: who stops waiting leaves it to the others.
    const outcome = auth.renew(refused).finally(() => {
      renewal.isOver = true;
    });
    const renewal: Renewal = { refused, outcome, isOver: false };
    renewals.set(auth, renewal);
    return outcome;
  }

  return async (auth, signal, send) => {
    const known = renewals.get(auth);
    const before = known?.isOver ? known : undefined;
    const headers = await auth.headers({ signal });
    try {
      return await send(headers);
    } catch (error) {
      if (!isMediafoldError(error) || !reactions[error.code].renew) throw error;
      const isRenewed = await unlessAborted(renewed(auth, headers, before), 'renew the credential', signal);
      if (!isRenewed) throw error;
      return send(await auth.headers({ signal }));
    }
  };
}

const isSame = (a: CredentialHeaders, b: CredentialHeaders): boolean => `${Object.values(a)}` === `${Object.values(b)}`;
