import type { BackendContext, LoginContext } from '../backend-context.ts';

export interface PlexTvOptions {
  /** Base address of the account service. Default `https://clients.plex.tv`. */
  readonly plexTvUrl?: string | undefined;
  /** Asked when that one cannot be reached. Default `https://plex.tv`, and none for a `plexTvUrl` of your own. */
  readonly plexTvFallbackUrl?: string | undefined;
}

export type PlexContext = BackendContext & PlexTvOptions;
export type PlexLoginContext = LoginContext & PlexTvOptions;
