import type { Secret } from '../../../models/secret.ts';
import type { AuthProvider, CallOptions } from '../../auth-provider.ts';
import type { PlexTv } from './plex-tv.ts';

/** The account behind a server's token. Loaded when it is first asked: connecting needs none of it. */
export interface PlexAccount {
  /**
   * Asks plex.tv with a token that it takes. One that has run out is renewed first, and once more when it is refused.
   *
   * @throws {MediafoldError} `unauthorized` when the account is signed out, and whatever the work throws
   */
  ask<T>(work: (plexTv: PlexTv, token: Secret) => Promise<T>, options?: CallOptions): Promise<T>;
}

/** What a Plex backend is made with. */
export interface PlexAuth extends AuthProvider {
  /** Absent for a token of one server, which works without plex.tv. */
  readonly account?: PlexAccount;
}
