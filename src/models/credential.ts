/**
 * A credential is data that can be stored. The behaviour that turns it into request headers is an `AuthProvider`.
 * Every field that must stay secret is a {@link Secret}, so that printing a credential shows nothing.
 */
import type { Secret } from './secret.ts';

export interface PlexTokenCredential {
  readonly type: 'plex-token';
  /** The account's token: for plex.tv only. */
  readonly accountToken: Secret;
  /** What this server accepts for this user, given by plex.tv; differs from the account's on shared servers. */
  readonly serverToken?: Secret;
  /** It was given to another app, which would be signed out by ending it: only ever forgotten. */
  readonly isBorrowed?: true;
  /** Of a member of the account's Plex Home, got through the account: signed in again the same way. */
  readonly isProfile?: true;
}

/** An Ed25519 key of this device, registered at plex.tv, from which seven-day tokens are made. */
export interface PlexDeviceKeyCredential {
  readonly type: 'plex-device-key';
  /** `kid` of every token that the key signs. */
  readonly keyId: string;
  /** The whole key as JSON. Lost with it: the sign-in. */
  readonly privateJwk: Secret;
  /** The newest seven-day token (a JWT), for plex.tv only. Absent: make one. */
  readonly accountToken?: Secret;
  /** Epoch milliseconds on plex.tv's clock. */
  readonly accountTokenExpiresAt?: number;
  /** What this server accepts for this user. Never a JWT: media servers refuse those (seen up to 1.43.3). */
  readonly serverToken?: Secret;
  /** The account's token from before the key, kept until server access is proven without it. */
  readonly legacyToken?: Secret;
}

/** A token that one server takes, without plex.tv. Empty for an unclaimed server. */
export interface PlexServerTokenCredential {
  readonly type: 'plex-server-token';
  readonly token: Secret;
}

export interface JellyfinTokenCredential {
  readonly type: 'jellyfin-token';
  readonly token: Secret;
  /** It was given to another app, which would be signed out by ending it: only ever forgotten. */
  readonly isBorrowed?: true;
}

/** Stored only when the person asked for it: with it, a revoked token can be renewed without them. */
export interface JellyfinPasswordCredential {
  readonly type: 'jellyfin-password';
  readonly username: string;
  readonly password: Secret;
  readonly token?: Secret;
}

/** Acts as an administrator without a user, so the source's user id goes with every request. */
export interface JellyfinApiKeyCredential {
  readonly type: 'jellyfin-api-key';
  readonly key: Secret;
}

export type Credential =
  | PlexTokenCredential
  | PlexDeviceKeyCredential
  | PlexServerTokenCredential
  | JellyfinTokenCredential
  | JellyfinPasswordCredential
  | JellyfinApiKeyCredential;

export type CredentialType = Credential['type'];

export const credentialTypes: readonly CredentialType[] = [
  'plex-token',
  'plex-device-key',
  'plex-server-token',
  'jellyfin-token',
  'jellyfin-password',
  'jellyfin-api-key',
];
