import { randomUUID } from 'node:crypto';
import { type Environment, type LoginContext, type SignedInServer, secret } from 'mediafold';
import { signInWithPassword } from 'mediafold/jellyfin';
import { signInWithPlexServerToken } from 'mediafold/plex';
import type { FacetName } from 'mediafold/testing';
import { askSecret, orNone } from './ask.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';

export interface ServerChoice extends GlobalOptions {
  readonly jellyfin?: string;
  readonly user?: string;
  readonly plex?: string;
  readonly allowInsecure?: true;
}

/** A server that was signed in to for the length of one command. */
export interface ServerUnderTest {
  readonly login: SignedInServer;
  readonly context: LoginContext;
  readonly facets: readonly FacetName[];
  readonly secrets: readonly string[];
  /** Takes back what the sign-in left on the server. Never rejects. */
  signOut(): Promise<void>;
}

/** Nothing of it is stored: neither the credential nor the device's id. */
export async function serverUnderTest(
  cli: Cli,
  choice: ServerChoice,
  environment: Environment,
): Promise<ServerUnderTest> {
  const { jellyfin, plex, user, allowInsecure } = choice;
  const identity = { product: 'mediafold', version: cli.version, deviceName: 'conformance', deviceId: randomUUID() };
  const context = { environment, identity, ...(allowInsecure ? { allowInsecure } : {}) };
  const call = { signal: cli.interrupts.signal };
  if (plex !== undefined) {
    if (user !== undefined) throw new CliFailure('--user goes with --jellyfin.', exitCodes.wrongUsage);
    const token = await askSecret(cli, 'Token of the server', 'token', orNone);
    const login = await signInWithPlexServerToken({ ...context, url: plex, token: secret(token) }, call);
    const facets = ['search', 'images', 'watchState'] as const;
    return { login, context, facets, secrets: [token], signOut: async () => undefined };
  }
  if (jellyfin === undefined) {
    throw new CliFailure('say which server: --jellyfin <url> --user <name>, or --plex <url>.', exitCodes.wrongUsage);
  }
  if (user === undefined) throw new CliFailure('--jellyfin needs --user <name>.', exitCodes.wrongUsage);
  const password = await askSecret(cli, `Password of ${user}`, 'password', orNone);
  const login = await signInWithPassword(
    { ...context, url: jellyfin, username: user, password: secret(password) },
    call,
  );
  const { credential, candidates } = login;
  const token = credential.type === 'jellyfin-token' ? credential.token.reveal() : '';
  return {
    login,
    context,
    facets: ['discovery', 'search', 'images', 'watchState'],
    secrets: [password, token],
    signOut: () => endSession(cli, environment, candidates[0]?.uri, token),
  };
}

/** A token has no end of its own, and every run would leave one more device (protocol sheet, 1.5). */
async function endSession(cli: Cli, { fetch }: Environment, base: string | undefined, token: string): Promise<void> {
  try {
    const headers = { authorization: `MediaBrowser Token="${encodeURIComponent(token)}"` };
    const signal = AbortSignal.timeout(5_000);
    const { ok } = await fetch(`${base}/Sessions/Logout`, { method: 'POST', redirect: 'manual', headers, signal });
    if (ok) return;
  } catch {
    // Said below: it does not change any verdict.
  }
  cli.terminal.note('The sign-in could not be ended: a device called "conformance" stays in the list of the server.');
}
