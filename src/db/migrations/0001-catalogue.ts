/** Everything that the first version stores. Statements run in one transaction, in this order. */
export const catalogue: readonly string[] = [
  `create table source (
    id text primary key,
    type text not null,
    name text not null,
    server_id text not null,
    user_id text not null,
    user_name text,
    device_id text not null,
    created_at integer not null,
    needs_sign_in_reason text,
    unique (type, server_id, user_id)
  ) strict`,

  `create table auth_token (
    source_id text primary key references source (id) on delete cascade,
    key_id text not null,
    ciphertext text not null,
    updated_at integer not null
  ) strict`,

  `create table connection (
    source_id text not null references source (id) on delete cascade,
    uri text not null,
    kind text not null,
    secure integer not null,
    origin text not null,
    preferred integer not null default 0,
    last_outcome text,
    last_reason text,
    last_latency_ms real,
    last_tried_at integer,
    last_ok_at integer,
    primary key (source_id, uri)
  ) strict`,

  `create table library (
    source_id text not null references source (id) on delete cascade,
    library_id text not null,
    kind text not null,
    title text not null,
    item_kinds_json text not null,
    position integer not null,
    removed_at integer,
    primary key (source_id, library_id)
  ) strict`,

  // The document is last: SQLite reads the columns before it without touching the pages that it runs over to.
  `create table item (
    row_id integer primary key,
    source_id text not null references source (id) on delete cascade,
    item_id text not null,
    library_id text not null,
    kind text not null,
    parent_id text,
    show_id text,
    title_id text not null,
    title text not null,
    sort_title text not null,
    year integer,
    release_date text,
    season_number integer,
    episode_number integer,
    added_at integer,
    runtime_ms integer,
    community_rating real,
    completeness text not null,
    revision text,
    brief_hash text,
    full_hash text,
    updated_at integer not null,
    removed_at integer,
    document text not null,
    unique (source_id, item_id)
  ) strict`,
  // Browsing one kind in order, of everything or of one library.
  'create index item_by_kind on item (kind, sort_title, source_id, item_id) where removed_at is null',
  `create index item_by_library on item (source_id, library_id, kind, sort_title, item_id)
    where removed_at is null`,
  // Tombstones keep their title: they still link those that they linked.
  'create index item_by_title on item (title_id, kind, removed_at)',
  'create index item_by_parent on item (source_id, parent_id) where parent_id is not null',
  // What the second pass of a sync has to fetch, newest first.
  `create index item_brief on item (source_id, kind, added_at)
    where completeness = 'brief' and removed_at is null`,

  // Beside the item, because marking a row that did not change must not rewrite its document.
  `create table item_seen (
    item_row integer primary key,
    mark integer not null
  ) strict`,

  `create table external_id (
    item_row integer not null,
    provider text not null,
    value text not null,
    kind text not null,
    primary key (item_row, provider, value)
  ) strict, without rowid`,
  'create index external_id_by_value on external_id (provider, value, kind)',

  `create table watch_state (
    item_row integer primary key,
    played integer not null,
    play_count integer not null,
    position_ms integer,
    last_played_at integer,
    favourite integer,
    rating real,
    played_count integer,
    item_count integer
  ) strict`,

  `create table quarantine (
    source_id text not null references source (id) on delete cascade,
    library_id text not null,
    item_kind text not null,
    row_key text not null,
    item_id text,
    reason text not null,
    mark integer not null,
    seen_at integer not null,
    primary key (source_id, library_id, item_kind, row_key)
  ) strict, without rowid`,

  `create table sync_run (
    id integer primary key,
    source_id text not null references source (id) on delete cascade,
    owner text not null,
    heartbeat_at integer not null,
    started_at integer not null,
    finished_at integer,
    status text not null,
    message text,
    seen integer not null default 0,
    added integer not null default 0,
    changed integer not null default 0,
    removed integer not null default 0,
    rejected integer not null default 0,
    requests integer not null default 0
  ) strict`,
  'create index sync_run_by_source on sync_run (source_id, id)',

  `create table sync_listing (
    source_id text not null references source (id) on delete cascade,
    library_id text not null,
    item_kind text not null,
    run_id integer not null,
    mark integer not null,
    cursor text,
    received integer not null default 0,
    seen integer not null default 0,
    first_total integer,
    last_total integer,
    status text not null,
    reason text,
    held_back integer not null default 0,
    started_at integer not null,
    finished_at integer,
    primary key (source_id, library_id, item_kind)
  ) strict, without rowid`,

  `create table installation (
    key text primary key,
    value text not null
  ) strict, without rowid`,

  // Words of titles, for search as you type. Written with the item, after folding; tombstones stay and are left out
  // when searching.
  `create virtual table item_words using fts5 (
    title, original_title, show_title,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
  )`,
  // What hangs on an item goes with it. Not foreign keys: they look the item up at each insert, of which a first sync
  // does six for every item.
  `create trigger item_removed after delete on item begin
    delete from item_seen where item_row = old.row_id;
    delete from external_id where item_row = old.row_id;
    delete from watch_state where item_row = old.row_id;
    delete from item_words where rowid = old.row_id;
  end`,
];
