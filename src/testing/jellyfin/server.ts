import type { Clock } from '../../models/clock.ts';
import type { Account, Accounts } from './accounts.ts';
import type { ItemIds } from './item-ids.ts';
import type { Library } from './library.ts';
import type { SortedLists } from './ordering.ts';
import type { QuickConnect } from './quick-connect.ts';
import type { Sessions } from './sessions.ts';
import type { UserStates } from './user-state.ts';
import type { JellyfinVersion, VersionTraits } from './version-traits.ts';

/**
 * `setup`: the small server of 10.11 and later, which answers while the real one is being loaded. `loading`: the real
 * one, before it is ready. 10.10 and earlier know only `loading`.
 */
export type StartUp = 'ready' | 'loading' | 'setup';

/** All that one mock server is made of. */
export interface MockServer {
  /** Another one stands here while the server pretends to be another. */
  serverId: string;
  readonly name: string;
  /** Both are others after an upgrade. */
  version: JellyfinVersion;
  traits: VersionTraits;
  /** `/jellyfin`, or empty. */
  readonly basePath: string;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly quickConnect: QuickConnect;
  readonly sessions: Sessions;
  readonly library: Library;
  readonly lists: SortedLists;
  /** Replaced when every item gets a new id. */
  ids: ItemIds;
  readonly states: UserStates;
  readonly settings: Settings;
  /** With the base path; known once the server listens. */
  address: string;
}

export interface Settings {
  /** `EnableLegacyAuthorization` */
  legacyAuthorization: boolean;
  startUp: StartUp;
  /** Added to every TotalRecordCount. */
  totalOffset: number;
  /** Moves ChildCount of libraries, which is another number at every call on a real server (seen). */
  childCounts: number;
}

/** Places of the libraries that the caller may see; all of them for a key. */
export function visibleShelves({ library }: MockServer, account: Account | undefined): ReadonlySet<number> {
  const allowed = account?.libraries;
  return new Set(
    library.shelves.flatMap(({ name }, at) => (allowed === undefined || allowed.includes(name) ? [at] : [])),
  );
}
