import type { Candidate, Connection, ProbeResult } from '../models/connection.ts';
import type { Credential } from '../models/credential.ts';
import type { ItemId, LibraryId, ServerId, UserId } from '../models/ids.ts';
import type { ImageKind, Images } from '../models/images.ts';
import type { Item, ItemKind } from '../models/item.ts';
import type { Library } from '../models/library.ts';
import type { Cursor, Page } from '../models/page.ts';
import type { Profile } from '../models/profile.ts';
import type { Secret } from '../models/secret.ts';
import type { ServerInfo, SignedInServer, Source } from '../models/source.ts';
import type { CallOptions } from './auth-provider.ts';

export interface ProbeOptions extends CallOptions {
  /** For the whole probe of one address, milliseconds. */
  readonly timeoutMs: number;
}

export interface ListOptions extends CallOptions {
  /** Go on from here; absent starts at the beginning. A cursor belongs to the listing that gave it. */
  readonly cursor?: Cursor | undefined;
  /** How many rows to ask for. Servers may give fewer or more; only `next` says whether there are others. */
  readonly limit?: number | undefined;
}

export interface LibraryListOptions extends ListOptions {
  readonly kind: ItemKind;
}

/** Finding the server's other addresses. Absent when nobody can be asked. */
export interface DiscoveryFacet {
  /**
   * Addresses that the account service or the server itself advertises right now. May be empty. Where there is an account
   * service it is asked, so that this works while the server is away; else the server, at the address in use.
   */
  candidates(options?: CallOptions): Promise<readonly Candidate[]>;
}

/** The server's own search. */
export interface SearchFacet {
  search(text: string, options?: ListOptions): Promise<Page<Item>>;
}

/** Pictures, for servers that draw them in the size that is asked for. */
export interface ImageFacet {
  /**
   * A URL that a player or browser can load, together with {@link ImageFacet.headers}. May hold a credential: never store it
   * and never log it. Of the source's trust (pins, authorities, client certificate) a URL carries nothing: a player that
   * needs it loads through a fetch of its own.
   *
   * @returns `undefined` when the item has no such picture
   */
  url(images: Images, kind: ImageKind, size: { readonly width: number; readonly height: number }): string | undefined;

  /**
   * What has to be sent with every such URL: the headers that a person set for this source, in the clear. Empty when there
   * are none. They are secrets: never store or log them.
   */
  headers(): Readonly<Record<string, string>>;
}

/**
 * Writing what the source's user did with an item. Facts: the protocol sheets, section 4 of each.
 *
 * Every write is one that a server may have done although no answer came back, so none is repeated by itself.
 *
 * All methods throw `not-found` for an id that the server does not have, and `invalid-argument` for values out of their
 * range.
 */
export interface WatchStateFacet {
  /**
   * Marks an item; of a show, season, artist or album everything below it. Takes the position away either way.
   *
   * Played: Jellyfin makes the play count at least 1 and keeps the date of the last play, if there is one; Plex counts
   * one more play each time, and some versions write it into the history. Unplayed: the count becomes 0; Jellyfin
   * forgets the date too, Plex keeps it. Neither can put a count or a date back.
   */
  setPlayed(id: ItemId, played: boolean, options?: CallOptions): Promise<void>;

  /**
   * Where to go on from. Does not start a session or count a play.
   *
   * Jellyfin 10.9 or newer stores it exactly as given, and a played item stays played. Plex has only the report of a
   * player that stops: it keeps positions after the first minute and before the share at which it counts a play (90 %
   * unless its owner changed it), and sets the date of the last play.
   *
   * @param positionMs more than 0 and before the end; `undefined` takes it away
   * @throws `unsupported` on Jellyfin before 10.9, which takes positions from players only; and for `undefined` on Plex
   *   when the item is played, since only marking it unplayed would do it
   */
  setPosition(id: ItemId, positionMs: number | undefined, options?: CallOptions): Promise<void>;

  /** Absent where the server has no favourites (Plex). */
  setFavourite?(id: ItemId, favourite: boolean, options?: CallOptions): Promise<void>;

  /**
   * The user's own rating. Absent where the server has none.
   *
   * @param rating 0 to 10; `undefined` takes it away. Plex reads 0 as none
   * @throws `unsupported` for giving one on Jellyfin before 10.9; taking it away works there
   */
  setRating?(id: ItemId, rating: number | undefined, options?: CallOptions): Promise<void>;
}

/** What the service side of an exchange of credentials has to do, for all sources that live on the old one. */
export interface CredentialUpgrade {
  /** The servers of those sources, this one's first. */
  readonly servers: readonly ServerId[];
  /** Stores all of them or none. Durable when it resolves. */
  store(credentials: ReadonlyMap<ServerId, Credential>): Promise<void>;
  /** Asks the server's known addresses whether it takes a credential that need not be stored. */
  prove(server: ServerId, credential: Credential): Promise<'taken' | 'refused' | 'away'>;
}

/** The credential's life beside the requests that it is for. Absent methods: nobody can be asked. */
export interface CredentialFacet {
  /**
   * Signs out: ends the credential at whoever gave it. Other sources that live on the same one lose it too.
   *
   * @throws `unavailable` when nobody answers: then it lives on until somebody ends it
   */
  revoke?(options?: CallOptions): Promise<void>;

  /** Once in a while, for credentials that die of disuse. @throws `unauthorized` when it is dead already */
  keepAlive?(options?: CallOptions): Promise<void>;

  /**
   * Exchanges the credential for one of a stronger kind. At no moment is a source left without a stored credential that
   * works: what cannot be proven is rolled back.
   *
   * @throws `unavailable` when no server can be reached to prove anything, `conflict` when what came of it was not
   *   taken and the old credential is back
   */
  upgrade?(upgrade: CredentialUpgrade, options?: CallOptions): Promise<void>;
}

/** Others who use the same account: each sees the servers as a user of their own. */
export interface ProfileFacet {
  list(options?: CallOptions): Promise<readonly Profile[]>;

  /**
   * Signs in as one of them, at all servers that they may use. The source itself stays who it is.
   *
   * @param call.pin of a protected profile
   * @throws `forbidden` for a missing or wrong PIN, `not-found` for an unknown profile, `rate-limited`
   */
  signIn(id: UserId, call?: CallOptions & { readonly pin?: Secret | undefined }): Promise<readonly SignedInServer[]>;
}

/**
 * One media server as one user. Long-lived: a source has one, which follows the server from address to address.
 *
 * What every implementation owes:
 * - An operation that the server cannot do is an absent facet, never a no-op and never an invented empty answer. What
 *   depends on the server's version is there, and rejects with `unsupported` where the version is too old.
 * - Every rejection is a `MediafoldError`. Its message names the operation and the id, and holds no URL query, header
 *   or credential.
 * - Ids, cursors and image paths are opaque to callers, and safe to store.
 * - A method called while `connection` is absent rejects with `unavailable`.
 * - Calls may run at the same time. An aborted `signal` rejects with `cancelled` and leaves the backend usable.
 * - After `close()` every method rejects with `unavailable`.
 */
export interface MediaBackend {
  readonly source: Source;
  /** The address in use. */
  readonly connection: Connection | undefined;
  readonly discovery?: DiscoveryFacet;
  readonly search?: SearchFacet;
  readonly images?: ImageFacet;
  readonly watchState?: WatchStateFacet;
  readonly credentials?: CredentialFacet;
  readonly profiles?: ProfileFacet;

  /**
   * Use this address from now on. Does no request. Requests in flight end where they began; where somebody can be asked
   * for addresses, those that wait for an answer and may be sent twice go on at this one.
   *
   * @param isAfresh the network is another one: also those that wait at this very address are sent again
   */
  useConnection(connection: Connection, isAfresh?: boolean): void;

  /**
   * Asks one address two questions: *who are you?* without a credential; and, only when the answer is this source's
   * server, *is my credential good?* Never touches `connection`, asks nobody else, tries nothing again (but *who are you?*
   * when the connection broke off: it may have been dead for long), and sends no credential over plain http to a public
   * address. Rejects only with `cancelled`: every failure is an outcome.
   */
  probe(candidate: Candidate, options: ProbeOptions): Promise<ProbeResult>;

  /**
   * Asks for a fresh credential, if there is anybody to ask without the person. Once at a time.
   *
   * @returns whether there is a new one that is worth a try. Rejects when it could not be found out.
   */
  renewCredential(options?: CallOptions): Promise<boolean>;

  /** @throws `wrong-server` when another server answers at the address in use */
  serverInfo(options?: CallOptions): Promise<ServerInfo>;

  /** Every library that the user can see. Libraries of kinds that cannot be listed come with no `itemKinds`. */
  libraries(options?: CallOptions): Promise<readonly Library[]>;

  /**
   * One page of a complete listing: all items of one kind in a library, whatever their folder. Brief items, in an
   * order that does not change while nobody edits the library. `total` is on every page if the server can say it.
   *
   * @throws `not-found` when the library is gone, `unsupported` for a kind that this library cannot hold
   */
  listItems(library: LibraryId, options: LibraryListOptions): Promise<Page<Item>>;

  /**
   * How many items `listItems` would give. The cheapest request that the server has for it.
   */
  countItems(library: LibraryId, options: { readonly kind: ItemKind } & CallOptions): Promise<number>;

  /** The item in full. @throws `not-found` */
  getItem(id: ItemId, options?: CallOptions): Promise<Item>;

  /**
   * What is directly below an item, in the server's order: seasons of a show, episodes of a season, albums of an
   * artist, tracks of an album, members of a collection or playlist. Empty for an item that has nothing below it.
   *
   * @throws `not-found`
   */
  children(id: ItemId, options?: ListOptions): Promise<Page<Item>>;

  close(): Promise<void>;
}
