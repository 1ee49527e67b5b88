import type { AuthProvider } from '../backends/auth-provider.ts';
import type { BackendContext } from '../backends/backend-context.ts';
import {
  createJellyfinBackend,
  jellyfinAddresses,
  jellyfinApiKeyAuth,
  jellyfinLan,
  jellyfinPasswordAuth,
  jellyfinTokenAuth,
} from '../backends/jellyfin/jellyfin.ts';
import type { LanProtocol } from '../backends/lan-protocol.ts';
import type { MediaBackend } from '../backends/media-backend.ts';
import {
  createPlexBackend,
  type PlexContext,
  plexAddresses,
  plexDeviceKeyAuth,
  plexLan,
  plexServerTokenAuth,
  plexTokenAuth,
} from '../backends/plex/plex.ts';
import { MediafoldError } from '../errors.ts';
import type { Candidate } from '../models/connection.ts';
import type { Credential, CredentialType } from '../models/credential.ts';
import type { SourceType } from '../models/source.ts';

export interface BackendFactoryOptions {
  /** Where plex.tv is. Default: the real one. */
  readonly plexTvUrl?: string | undefined;
}

export interface BackendFactory {
  /**
   * @throws {MediafoldError} `unsupported` for a pair that cannot be; the message names both
   */
  create(credential: Credential, context: BackendContext): MediaBackend;
}

type CredentialOf<C extends CredentialType> = Extract<Credential, { readonly type: C }>;
type AuthOf<C extends CredentialType, Context> = (credential: CredentialOf<C>, context: Context) => AuthProvider;

/** A pair that no server offers, with the reason for people. */
interface Impossible {
  readonly impossible: string;
}

type Row<Context> = { readonly [C in CredentialType]: AuthOf<C, Context> | Impossible };

interface Vendor<Context> {
  readonly backend: (auth: AuthProvider, context: Context) => MediaBackend;
  readonly auth: Row<Context>;
}

const ofPlex: Impossible = { impossible: 'it is a credential for Plex' };
const ofJellyfin: Impossible = { impossible: 'it is a credential for Jellyfin' };

/**
 * The only place outside the backends that names a vendor. The compiler checks that every source type has a row for
 * every credential type.
 */
const vendors: { readonly plex: Vendor<PlexContext>; readonly jellyfin: Vendor<BackendContext> } = {
  plex: {
    backend: createPlexBackend,
    auth: {
      'plex-token': plexTokenAuth,
      'plex-device-key': plexDeviceKeyAuth,
      'plex-server-token': plexServerTokenAuth,
      'jellyfin-token': ofJellyfin,
      'jellyfin-password': ofJellyfin,
      'jellyfin-api-key': ofJellyfin,
    },
  },
  jellyfin: {
    backend: createJellyfinBackend,
    auth: {
      'plex-token': ofPlex,
      'plex-device-key': ofPlex,
      'plex-server-token': ofPlex,
      'jellyfin-token': jellyfinTokenAuth,
      'jellyfin-password': jellyfinPasswordAuth,
      'jellyfin-api-key': jellyfinApiKeyAuth,
    },
  },
} satisfies Record<SourceType, unknown>;

/** How each kind of server is asked for on the local network. */
export const lanProtocols: Readonly<Record<SourceType, LanProtocol>> = { plex: plexLan, jellyfin: jellyfinLan };

const meanings: Readonly<Record<SourceType, (typed: string) => readonly Candidate[]>> = {
  plex: plexAddresses,
  jellyfin: jellyfinAddresses,
};

/**
 * The addresses that a person can have meant, with the usual ports of such servers where they wrote none.
 *
 * @throws {MediafoldError} `invalid-argument`
 */
export const addressesOf = (type: SourceType, typed: string): readonly Candidate[] => meanings[type](typed);

function build<C extends CredentialType, Context extends BackendContext>(
  vendor: Vendor<Context>,
  credential: CredentialOf<C>,
  context: Context,
): MediaBackend {
  const type: C = credential.type as C;
  const row: AuthOf<C, Context> | Impossible = vendor.auth[type];
  if (typeof row === 'function') return vendor.backend(row(credential, context), context);
  throw new MediafoldError(
    'unsupported',
    `a ${context.source.type} source cannot be opened with a ${credential.type} credential: ${row.impossible}`,
    { operation: 'build backend', sourceId: context.source.id },
  );
}

export function createBackendFactory(options: BackendFactoryOptions = {}): BackendFactory {
  const { plexTvUrl } = options;
  return {
    create(credential, context) {
      switch (context.source.type) {
        case 'plex':
          return build(vendors.plex, credential, plexTvUrl === undefined ? context : { ...context, plexTvUrl });
        case 'jellyfin':
          return build(vendors.jellyfin, credential, context);
      }
    },
  };
}
