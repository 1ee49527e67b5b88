/**
 * What can be said of a credential without its key: kind, sign-in, and where the key is kept. Unknown for those that were
 * stored before, until they are stored again.
 */
export const credentialFacts: readonly string[] = [
  'alter table auth_token add column key_provider text',
  'alter table auth_token add column credential_type text',
  'alter table auth_token add column signed_in_at integer',
];
