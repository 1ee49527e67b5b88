import { isMediafoldError, type Mediafold, type Profile, type SignedInServer, type SourceId, secret } from 'mediafold';
import { askSecret } from './ask.ts';
import type { Cli } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';
import { isNamed, printable } from './printable.ts';

interface Found {
  readonly id: SourceId;
  readonly profile: Profile;
}

/**
 * Signs in as a member of the Plex Home, through a linked server of the account.
 *
 * @returns undefined when no Plex account is linked: then a person has to sign in to it first
 * @throws {CliFailure} when none of the accounts has such a profile
 */
export async function signInAsProfile(
  cli: Cli,
  fold: Mediafold,
  name: string,
): Promise<readonly SignedInServer[] | undefined> {
  const accounts = (await fold.sources.list()).filter(
    ({ credential }) => credential === 'plex-token' || credential === 'plex-device-key',
  );
  if (accounts.length === 0) return undefined;
  const { id, profile } = await findProfile(
    cli,
    fold,
    accounts.map((account) => account.id),
    name,
  );
  const { signal } = cli.interrupts;
  if (!profile.isProtected) return fold.signIn.signInAs(id, profile.id, { signal });
  const who = printable(profile.name);
  const pin = secret(await askSecret(cli, `PIN of ${who}`, 'PIN'));
  try {
    return await fold.signIn.signInAs(id, profile.id, { signal, pin });
  } catch (error) {
    if (!isMediafoldError(error) || error.code !== 'forbidden') throw error;
    throw new CliFailure(
      `Plex does not let ${who} in with this PIN. Check it and try again.`,
      exitCodes.failure,
      error,
    );
  }
}

/** Several accounts may be linked, and one that needs a new sign-in says nothing of the others. */
async function findProfile(cli: Cli, fold: Mediafold, ids: readonly SourceId[], name: string): Promise<Found> {
  const { signal } = cli.interrupts;
  const seen = new Set<string>();
  const failures: unknown[] = [];
  for (const id of ids) {
    try {
      for (const profile of await fold.signIn.profiles(id, { signal })) {
        if (isMeant(profile, name)) return { id, profile };
        seen.add(printable(profile.name));
      }
    } catch (error) {
      if (signal.aborted || !isMediafoldError(error)) throw error;
      failures.push(error);
    }
  }
  if (seen.size === 0 && failures.length > 0) throw failures[0];
  throw new CliFailure(
    `no linked Plex account has a profile "${printable(name)}". There are: ${[...seen].join(', ') || 'none'}.`,
  );
}

function isMeant(profile: Profile, name: string): boolean {
  return profile.id === name || isNamed(profile.name, name);
}
