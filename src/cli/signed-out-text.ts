import type { CredentialType, SignedOut, SourceSummary } from 'mediafold';
import { withoutPlea } from './failure.ts';
import { withoutName } from './printable.ts';

/** Where people see and end sessions. */
const deviceLists: Partial<Readonly<Record<CredentialType, string>>> = {
  'plex-token': 'the list of authorised devices of the Plex account',
  'plex-device-key': 'the list of authorised devices of the Plex account',
  'jellyfin-token': "the server's list of devices",
  'jellyfin-password': "the server's list of devices",
};

/** What became of the session on the server: forgetting it here is not ending it there. */
export function sessionSentence(
  { name, credential }: Pick<SourceSummary, 'name' | 'credential'>,
  { revoked, reason }: SignedOut,
): string {
  if (revoked) return 'Its session on the server was ended.';
  const why = reason === undefined ? '' : `: ${withoutPlea(withoutName(name, reason))}`;
  const list = credential === undefined ? undefined : deviceLists[credential];
  const stays = list === undefined ? '' : ` It stays in ${list} until it is ended there.`;
  return `Its sign-in was not ended on the server${why}.${stays}`;
}
