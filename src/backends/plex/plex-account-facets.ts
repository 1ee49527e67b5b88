import type { CallOptions } from '../auth-provider.ts';
import { loadPart } from '../http/load-part.ts';
import type { Session } from '../http/session.ts';
import type { MediaBackend } from '../media-backend.ts';
import type { PlexAuth } from './auth/plex-auth.ts';
import type { AccountWork } from './plex-account-work.ts';
import type { PlexContext } from './plex-context.ts';

/** What plex.tv can be asked for. Nothing of it is loaded before somebody asks. */
export function accountFacets(
  auth: PlexAuth,
  context: PlexContext,
  session: Session,
): Pick<MediaBackend, 'discovery' | 'credentials' | 'profiles'> {
  const { account, revoke, keepAlive, credential } = auth;

  const during = <T>(
    operation: string,
    options: CallOptions | undefined,
    work: (account: AccountWork, call: CallOptions) => Promise<T>,
  ): Promise<T> =>
    session.during(operation, options?.signal, async (signal) => {
      const { accountWork } = await loadPart(operation, import('./plex-account-work.ts'));
      return work(accountWork(auth, context), { signal });
    });

  return {
    credentials: {
      ...(revoke && {
        revoke: (options) => session.during('sign out', options?.signal, (signal) => revoke({ signal })),
      }),
      ...(keepAlive && {
        keepAlive: (options) => session.during('ping', options?.signal, (signal) => keepAlive({ signal })),
      }),
      ...(credential.type === 'plex-token' && {
        // Who gives up is told so when the old sign-in is back, not before.
        upgrade: (wanted, options = {}) => during('upgrade', undefined, (part) => part.upgrade(wanted, options)),
      }),
    },
    ...(account && {
      discovery: {
        candidates: (options) => during('find addresses', options, (part, call) => part.candidates(call)),
      },
      profiles: {
        list: (options) => during('list profiles', options, (part, call) => part.profiles().list(call)),
        signIn: (id, options) =>
          during('sign in', options, (part, call) => part.profiles().signIn(id, { ...options, ...call })),
      },
    }),
  };
}
