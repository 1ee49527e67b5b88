/**
 * How requests to a source's server travel (trust, headers): encrypted, for it holds keys and secrets. And which of its
 * addresses a person pinned.
 */
export const sourceAccess: readonly string[] = [
  `create table source_access (
    source_id text primary key references source (id) on delete cascade,
    key_id text not null,
    key_provider text,
    ciphertext text not null,
    updated_at integer not null
  ) strict`,
  'alter table connection add column pinned integer not null default 0',
];
