/** `mediafold/plex`: the backend for Plex media servers, and the ways to sign in to them. */

export type { TypedServer } from '../http/find-server.ts';
export { plexDeviceKeyAuth } from './auth/device-key-auth.ts';
export { startPlexDeviceKeyPin } from './auth/device-key-login.ts';
export { type PlexPinOptions, startPlexPin } from './auth/pin-login.ts';
export type { PlexAuth } from './auth/plex-auth.ts';
export { plexServersOf } from './auth/plex-servers-of.ts';
export { plexServerTokenAuth } from './auth/server-token-auth.ts';
export { type PlexServerTokenLogin, signInWithPlexServerToken } from './auth/server-token-login.ts';
export { plexTokenAuth } from './auth/token-auth.ts';
export { plexAddresses } from './plex-addresses.ts';
export { createPlexBackend } from './plex-backend.ts';
export type { PlexContext, PlexLoginContext, PlexTvOptions } from './plex-context.ts';
export { plexLan } from './plex-lan.ts';
