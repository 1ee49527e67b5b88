import { type CredentialType, isMediafoldError, type Mediafold, type SourceSummary } from 'mediafold';
import type { GlobalOptions } from './cli.ts';
import { type Advice, CliFailure, tell } from './failure.ts';
import { printable } from './printable.ts';

export type Known = Pick<
  SourceSummary,
  'type' | 'name' | 'userName' | 'connection' | 'credential' | 'lastCredential' | 'isProfile'
>;

/** Of each kind of credential: for people, and how its command goes on after `mediafold link`. */
const kinds: Readonly<Record<CredentialType, { readonly words: string; readonly command: (to: Known) => string[] }>> = {
  'plex-token': { words: 'Plex account token', command: (to) => plexAccount(to) },
  'plex-device-key': { words: 'Plex device key', command: (to) => [...plexAccount(to), '--device-key'] },
  'plex-server-token': { words: "this Plex server's own token", command: (to) => ['plex', '--url', address(to)] },
  'jellyfin-token': { words: 'Jellyfin session', command: (to) => ['jellyfin', address(to)] },
  'jellyfin-password': {
    words: 'Jellyfin password, stored',
    command: (to) => ['jellyfin', address(to), ...option('--user', to.userName), '--keep-password'],
  },
  'jellyfin-api-key': {
    words: 'Jellyfin API key',
    command: (to) => ['jellyfin', address(to), '--api-key-stdin', ...option('--as', to.userName)],
  },
};

const usual = { plex: 'plex-token', jellyfin: 'jellyfin-token' } as const;

/** What kind of credential it is, in words. Never its value. */
export function credentialWords(type: CredentialType | undefined): string {
  return type === undefined ? 'none' : kinds[type].words;
}

/** The command that signs in to this source again, ready to be copied into a shell. */
export function signInCommand(source: Known, { database }: GlobalOptions): string {
  // Not first what is stored now: of a refused password only the dead token is left.
  const { command } = kinds[source.lastCredential ?? source.credential ?? usual[source.type]];
  return ['mediafold', 'link', ...command(source), ...option('--database', database)].map(quoted).join(' ');
}

/** The advice for a source that needs a new sign-in: the exact command. */
export function signInAdvice(source: Known, options: GlobalOptions): Advice {
  const who = source.userName === undefined ? '' : ` as ${printable(source.userName)}`;
  const again = `Sign in again${who} with: ${signInCommand(source, options)} (what is in the catalogue stays).`;
  return { unauthorized: again, 'token-expired': again };
}

/** A failure that a new sign-in of one known source cures, with the command for it; any other as it is. */
export async function withSignInCommand(fold: Mediafold, error: unknown, options: GlobalOptions): Promise<unknown> {
  if (!isMediafoldError(error) || error.remedy !== 'sign-in-again' || error.sourceId === undefined) return error;
  const source = (await fold.sources.list()).find(({ id }) => id === error.sourceId);
  if (source === undefined) return error;
  const { text, exitCode } = tell(error, signInAdvice(source, options));
  return new CliFailure(text, exitCode, error);
}

function plexAccount({ name, userName, isProfile }: Known): string[] {
  return ['plex', ...option('--server', name), ...(isProfile ? option('--profile', userName) : [])];
}

function address({ connection }: Known): string {
  return connection?.uri ?? 'ADDRESS';
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** Names come from servers: a shell must take them as one word, whatever is in them. */
function quoted(word: string): string {
  const text = printable(word);
  return /^[\w.:/@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
