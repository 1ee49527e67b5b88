import type { ServerAccess } from '../../backends/backend-context.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import type { AccessFetch } from './access-fetch.ts';
import { needsOwnSockets } from './trust.ts';

/** A backend's way to its server. Closed with the backend. */
export interface OpenAccess {
  /** Absent: like every other request. */
  readonly server?: ServerAccess;
  close(): Promise<void>;
}

/**
 * What is different about the way to one server. The sockets are made with the first request, so that nobody else waits for
 * their code to be loaded.
 */
export function openAccess(access: SourceAccess | undefined): OpenAccess {
  if (access === undefined) return { close: async () => undefined };
  const { headers } = access;
  let own: Promise<AccessFetch> | undefined;
  let isClosed = false;
  const sockets = async (): Promise<AccessFetch> => {
    const { createAccessFetch } = await import('./access-fetch.ts');
    return createAccessFetch(access);
  };
  const fetch: ServerAccess['fetch'] = async (input, init) => {
    if (isClosed) throw new TypeError('closed');
    own ??= sockets();
    return (await own).fetch(input, init);
  };
  return {
    server: {
      ...(needsOwnSockets(access) ? { fetch } : {}),
      ...(headers === undefined ? {} : { headers }),
    },
    async close() {
      isClosed = true;
      await (await own?.catch(() => undefined))?.close();
    },
  };
}
