import type { AuthProvider } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import type { ProbeQuestions } from '../http/probe.ts';
import { currentUser, userById } from './jellyfin-api.ts';
import { askServer } from './jellyfin-connections.ts';
import type { JellyfinSession } from './jellyfin-session.ts';

/** How a probe asks here. Nothing is renewed and nothing is tried twice. */
export function probeQuestions(auth: AuthProvider, context: BackendContext, session: JellyfinSession): ProbeQuestions {
  const { client } = session;
  const { userId } = context.source;
  return {
    async whoAreYou(base, signal) {
      const server = await askServer(client, base, { signal, retries: 0 });
      session.noteServer(server);
      return server;
    },
    async isMyCredentialGood(base, signal) {
      // An API key is nobody, so it asks about the user whom it is meant to see as.
      const isKey = auth.credential.type === 'jellyfin-api-key';
      const request = isKey ? userById({ base, userId }) : currentUser(base);
      await client.send({ ...request, headers: await auth.headers({ signal }), signal, retries: 0 });
    },
  };
}
