import type { CallOptions } from '../backends/auth-provider.ts';
import type { ProfileFacet } from '../backends/media-backend.ts';
import { MediafoldError } from '../errors.ts';
import type { SourceId, UserId } from '../models/ids.ts';
import type { Profile } from '../models/profile.ts';
import type { Secret } from '../models/secret.ts';
import type { SignedInServer, Source } from '../models/source.ts';
import type { AddCall, AddSource, SignedIn } from './credentials/add-source.ts';
import type { KeepAlive } from './credentials/keep-alive.ts';
import type { SignedOut, SignOut } from './credentials/sign-out.ts';
import type { OpenBackends } from './open-backends.ts';

export interface SignInAsOptions extends CallOptions {
  /** Of a protected profile. */
  readonly pin?: Secret | undefined;
}

export interface SignIn {
  /**
   * Makes a source of a finished login, or gives a source that is there its new credential. The server is asked first
   * whether it takes the credential; then source, encrypted credential and addresses are one transaction.
   *
   * @throws {MediafoldError} `unauthorized` when the server refuses it, `wrong-server` when only other servers answer:
   *   then everything stays as it was. `invalid-argument` for access settings that are none, `cancelled`, `storage`
   */
  add(server: SignedInServer, options?: AddCall): Promise<SignedIn>;
  /**
   * Ends the session at whoever gave the credential, as far as they can be reached, and forgets the credential in
   * every case. The source stays with its catalogue and waits for a sign-in.
   *
   * @throws {MediafoldError} `not-found`, `cancelled` (nothing is forgotten then), `storage`
   */
  signOut(id: SourceId, options?: CallOptions): Promise<SignedOut>;
  /**
   * Exchanges the credential for one of a stronger kind, for all sources that live on it.
   *
   * @returns those sources, without any that was signed out or removed meanwhile
   * @throws {MediafoldError} `unsupported` when there is none, `unavailable`, `unauthorized`, `not-found`, `cancelled`: the old
   *   credential stays then; `busy` when another process has changed the sign-in meanwhile, which stands; `conflict` when it
   *   would end what others on the same device live on, or had to be given up on the way: what is stored still works
   */
  upgrade(id: SourceId, options?: CallOptions): Promise<readonly Source[]>;
  /** Who else uses the source's account. @throws {MediafoldError} `unsupported` for servers without profiles */
  profiles(id: SourceId, options?: CallOptions): Promise<readonly Profile[]>;
  /**
   * Signs in as another user of the account, at every server that they may use. Stores nothing: `add` does.
   *
   * @throws {MediafoldError} `forbidden` for a missing or wrong PIN, `not-found`, `rate-limited`, `unsupported`
   */
  signInAs(id: SourceId, profile: UserId, options?: SignInAsOptions): Promise<readonly SignedInServer[]>;
  /**
   * Keeps a credential from dying of disuse. After a successful sync this happens by itself, once a day.
   *
   * @returns false when this kind of credential does not die of it
   * @throws {MediafoldError} `unauthorized` when it is dead already, `unavailable`
   */
  keepAlive(id: SourceId, options?: CallOptions): Promise<boolean>;
}

export interface SignInOptions {
  readonly addSource: AddSource;
  readonly signOut: SignOut;
  readonly upgrade: SignIn['upgrade'];
  readonly keepAlive: Pick<KeepAlive, 'now'>;
  /** Profiles belong to the account: the server may be away. */
  readonly backends: Pick<OpenBackends, 'get'>;
}

export function createSignIn({ addSource, signOut, upgrade, keepAlive, backends }: SignInOptions): SignIn {
  async function profilesOf(id: SourceId, operation: string): Promise<ProfileFacet> {
    const { profiles, source } = await backends.get(id);
    if (profiles !== undefined) return profiles;
    const why = 'this server has no profiles';
    throw new MediafoldError('unsupported', `${operation}: ${source.name}: ${why}`, { operation, sourceId: id });
  }

  return {
    add: addSource,
    signOut: (id, { signal } = {}) => signOut(id, { signal }),
    upgrade,
    profiles: async (id, call) => (await profilesOf(id, 'list profiles')).list(call),
    signInAs: async (id, profile, call) => (await profilesOf(id, `sign in as ${profile}`)).signIn(profile, call),
    keepAlive: keepAlive.now,
  };
}
