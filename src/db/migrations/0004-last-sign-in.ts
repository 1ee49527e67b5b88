/**
 * Of what kind the last sign-in was, beside the credential and not with it: a person who was signed out is shown the way in
 * that they took. Whether it was a Plex Home member's only the encrypted credential says, so of those it is learned later.
 */
export const lastSignIn: readonly string[] = [
  'alter table source add column last_credential_type text',
  'alter table source add column last_is_profile integer',
  'update source set last_credential_type = (select credential_type from auth_token where source_id = source.id)',
  "update source set last_is_profile = 0 where last_credential_type <> 'plex-token'",
];
