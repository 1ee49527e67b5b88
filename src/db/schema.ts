import type { ColumnType, Generated } from 'kysely';

/** Booleans are 0 and 1, times are epoch milliseconds, `*_json` columns hold JSON text. */
type Flag = 0 | 1;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface SourceTable {
  id: string;
  type: string;
  name: string;
  server_id: string;
  user_id: string;
  user_name: Nullable<string>;
  device_id: string;
  created_at: number;
  needs_sign_in_reason: Nullable<string>;
  /** Of the last sign-in, also after it was forgotten. */
  last_credential_type: Nullable<string>;
  /** Whether it was a Plex Home member's; null: an older release stored it, and did not say. */
  last_is_profile: Nullable<Flag>;
}

export interface AuthTokenTable {
  source_id: string;
  key_id: string;
  /** Name of the provider that the key came from. */
  key_provider: Nullable<string>;
  ciphertext: string;
  credential_type: Nullable<string>;
  /** When a person signed in; renewals leave it. */
  signed_in_at: Nullable<number>;
  updated_at: number;
}

export interface SourceAccessTable {
  source_id: string;
  key_id: string;
  key_provider: Nullable<string>;
  ciphertext: string;
  updated_at: number;
}

export interface ConnectionTable {
  source_id: string;
  uri: string;
  kind: string;
  secure: Flag;
  origin: string;
  preferred: Flag;
  /** By a person. At most one of a source. */
  pinned: Generated<Flag>;
  last_outcome: Nullable<string>;
  last_reason: Nullable<string>;
  last_latency_ms: Nullable<number>;
  last_tried_at: Nullable<number>;
  last_ok_at: Nullable<number>;
}

export interface LibraryTable {
  source_id: string;
  library_id: string;
  kind: string;
  title: string;
  item_kinds_json: string;
  position: number;
  removed_at: Nullable<number>;
}

export interface ItemTable {
  row_id: Generated<number>;
  source_id: string;
  item_id: string;
  library_id: string;
  kind: string;
  parent_id: Nullable<string>;
  /** The one at the top: a show, an artist. */
  show_id: Nullable<string>;
  title_id: string;
  title: string;
  /** Folded, so that byte order is the order in which people look for titles. */
  sort_title: string;
  year: Nullable<number>;
  release_date: Nullable<string>;
  /** Discs and tracks too: the numbers that children are ordered by. */
  season_number: Nullable<number>;
  episode_number: Nullable<number>;
  added_at: Nullable<number>;
  runtime_ms: Nullable<number>;
  community_rating: Nullable<number>;
  completeness: string;
  revision: Nullable<string>;
  /** JSON: what the item holds beyond the columns and its watch state. */
  document: string;
  /** Of the row as it last came, brief and full: the same again means that there is nothing to write. */
  brief_hash: Nullable<string>;
  full_hash: Nullable<string>;
  updated_at: number;
  removed_at: Nullable<number>;
}

/** Which listing saw an item last. */
export interface ItemSeenTable {
  item_row: number;
  mark: number;
}

export interface ExternalIdTable {
  item_row: number;
  provider: string;
  value: string;
  kind: string;
}

export interface WatchStateTable {
  item_row: number;
  played: Flag;
  play_count: number;
  position_ms: Nullable<number>;
  last_played_at: Nullable<number>;
  favourite: Nullable<Flag>;
  rating: Nullable<number>;
  played_count: Nullable<number>;
  item_count: Nullable<number>;
}

export interface QuarantineTable {
  source_id: string;
  library_id: string;
  item_kind: string;
  /** The server's id of the row, or a hash of the reason where that could not be read. */
  row_key: string;
  item_id: Nullable<string>;
  reason: string;
  mark: number;
  seen_at: number;
}

export interface SyncRunTable {
  id: Generated<number>;
  source_id: string;
  /** Which process works on it; another one stays away while the heartbeat is fresh. */
  owner: string;
  heartbeat_at: number;
  started_at: number;
  finished_at: Nullable<number>;
  status: string;
  message: Nullable<string>;
  seen: Generated<number>;
  added: Generated<number>;
  changed: Generated<number>;
  removed: Generated<number>;
  rejected: Generated<number>;
  requests: Generated<number>;
}

/** How far the listing of one kind of item in one library has come. */
export interface SyncListingTable {
  source_id: string;
  library_id: string;
  item_kind: string;
  run_id: number;
  mark: number;
  cursor: Nullable<string>;
  /** Rows of all pages, those that came twice too. */
  received: Generated<number>;
  /** Different rows. */
  seen: Generated<number>;
  first_total: Nullable<number>;
  last_total: Nullable<number>;
  /** `running`, `ended` (the last page is written), `complete`, `failed`. */
  status: string;
  reason: Nullable<string>;
  /** How many the last complete listing missed, but left as too many to believe at once. */
  held_back: Generated<number>;
  started_at: number;
  finished_at: Nullable<number>;
}

export interface InstallationTable {
  key: string;
  value: string;
}

export interface Schema {
  source: SourceTable;
  auth_token: AuthTokenTable;
  source_access: SourceAccessTable;
  connection: ConnectionTable;
  library: LibraryTable;
  item: ItemTable;
  item_seen: ItemSeenTable;
  external_id: ExternalIdTable;
  watch_state: WatchStateTable;
  quarantine: QuarantineTable;
  sync_run: SyncRunTable;
  sync_listing: SyncListingTable;
  installation: InstallationTable;
}
