/** `mediafold/plex`: the backend for Plex media servers, and the ways to sign in to them. */
export { plexServersOf } from './auth/account-servers.ts';
export { type PlexPinOptions, startPlexPin } from './auth/pin-login.ts';
export { plexServerTokenAuth } from './auth/server-token-auth.ts';
export { type PlexServerTokenLogin, signInWithPlexServerToken } from './auth/server-token-login.ts';
export { plexTokenAuth } from './auth/token-auth.ts';
export { createPlexBackend } from './plex-backend.ts';
export type { PlexContext, PlexLoginContext } from './plex-context.ts';
