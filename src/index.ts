/** "mediafold": everything that works on a catalogue. Logins are in `mediafold/plex` and `mediafold/jellyfin`. */

export type {
  AuthProvider,
  CallOptions,
  LoginEvent,
  LoginFlow,
  LoginPrompt,
  OnRenewed,
} from './backends/auth-provider.ts';
export type { BackendContext, LoginContext, RenewedSource, ServerAccess } from './backends/backend-context.ts';
export type { FoundServer, LanProtocol } from './backends/lan-protocol.ts';
export type {
  CredentialFacet,
  CredentialUpgrade,
  DiscoveryFacet,
  ImageFacet,
  LibraryListOptions,
  ListOptions,
  MediaBackend,
  ProbeOptions,
  ProfileFacet,
  SearchFacet,
  WatchStateFacet,
} from './backends/media-backend.ts';
export { type EnvironmentKeyOptions, environmentKey } from './db/keys/environment-key.ts';
export { fileKey } from './db/keys/file-key.ts';
export { givenKey } from './db/keys/given-key.ts';
export type { KeyFacts, KeyProvider } from './db/keys/key-provider.ts';
export type { KeyRotation } from './db/keys/key-rotation.ts';
export { type KeyringEntry, type KeyringKeyOptions, type KeyringModule, keyringKey } from './db/keys/keyring-key.ts';
export { type PassphraseKeyOptions, passphraseKey } from './db/keys/passphrase-key.ts';
export type { ReEncrypted } from './db/keys/re-encrypt.ts';
export type { ItemFilter } from './db/repositories/item-queries.ts';
export type { LastProbe } from './db/repositories/last-probes.ts';
export type { QuarantinedRow } from './db/repositories/quarantine.ts';
export type { TitleFilter, TitlePage } from './db/repositories/titles.ts';
export {
  type ErrorCode,
  type ErrorFacts,
  isMediafoldError,
  MediafoldError,
  NetworkFailure,
  type NetworkProblem,
  ProtocolError,
  type Remedy,
  StorageError,
  type StorageProblem,
  type TlsProblem,
} from './errors.ts';
export { type AuthTokenStore, createMemoryAuthTokens } from './models/auth-token-store.ts';
export type { ClientIdentity } from './models/client-identity.ts';
export { type Clock, systemClock } from './models/clock.ts';
export type {
  Candidate,
  CandidateOrigin,
  Connection,
  ConnectionKind,
  ConnectionState,
  ProbeOutcome,
  ProbeResult,
} from './models/connection.ts';
export type {
  Credential,
  CredentialType,
  JellyfinApiKeyCredential,
  JellyfinPasswordCredential,
  JellyfinTokenCredential,
  PlexDeviceKeyCredential,
  PlexServerTokenCredential,
  PlexTokenCredential,
} from './models/credential.ts';
export type { Unsubscribe } from './models/emitter.ts';
export { type Environment, environment } from './models/environment.ts';
export type { ExternalId, ExternalIdProvider } from './models/external-id.ts';
export {
  type ItemId,
  itemId,
  type LibraryId,
  libraryId,
  type ServerId,
  type SourceId,
  serverId,
  sourceId,
  type TitleId,
  titleId,
  type UserId,
  userId,
} from './models/ids.ts';
export type { ImageKind, Images } from './models/images.ts';
export {
  type Album,
  type Artist,
  type Clip,
  type Collection,
  type Completeness,
  type Episode,
  type Item,
  type ItemKind,
  itemKinds,
  type Movie,
  type Photo,
  type PhotoAlbum,
  type Playlist,
  parentIdOf,
  type Season,
  type Show,
  type Track,
} from './models/item.ts';
export type { Library, LibraryKind } from './models/library.ts';
export { type Logger, type LogLevel, type LogMethod, silentLogger } from './models/logger.ts';
export type { Chapter, MediaPart, MediaStream, MediaVersion, Person, PersonRole } from './models/media.ts';
export type { Cursor, Page, RejectedRow } from './models/page.ts';
export type { Profile } from './models/profile.ts';
export { formatRef, type ItemRef, parseRef } from './models/ref.ts';
export { Secret, secret } from './models/secret.ts';
export type { ServerInfo, SignedInServer, Source, SourceType } from './models/source.ts';
export type { SourceAccess } from './models/source-access.ts';
export type { ListingReport, SyncProgress, SyncReport, SyncStatus } from './models/sync-report.ts';
export type { Title, TitleVersion } from './models/title.ts';
export type { WatchState } from './models/watch-state.ts';
export { type ServerKey, type ServerKeyOptions, serverKey } from './services/access/server-key.ts';
export type { AddedAddresses, Addresses, KnownAddress } from './services/addresses.ts';
export { type BackendFactory, type BackendFactoryOptions, createBackendFactory } from './services/backend-factory.ts';
export type {
  ConnectionCall,
  ConnectionService,
  ConnectOptions,
  ForgetOptions,
} from './services/connect/connection-contract.ts';
export type { LanTarget } from './services/connect/discover-lan.ts';
export type { LanOptions } from './services/connect/lan-addresses.ts';
export type { ConnectionReport } from './services/connect/source-state.ts';
export type { WatchOptions } from './services/connect/watch.ts';
export type { AddCall, SignedIn } from './services/credentials/add-source.ts';
export type { SignedOut, SignOutCall } from './services/credentials/sign-out.ts';
export type { Asked, Diagnose, DiagnosedAddress, DiagnosedCredential, Diagnosis } from './services/diagnosis.ts';
export { type Discover, type DiscoverCall, discoverServers } from './services/discovery.ts';
export type {
  KindCount,
  LibraryService,
  LibrarySummary,
  OpenedItem,
  TitlePageOptions,
} from './services/library.ts';
export type { CatalogueLoginContext, LoginOptions, Mediafold, OpenOptions } from './services/mediafold.ts';
export { openMediafold } from './services/open-mediafold.ts';
export type { SignIn, SignInAsOptions } from './services/sign-in.ts';
export type { AccessSettings } from './services/source-access.ts';
export type { LastSync, SourceSummary, Sources } from './services/sources.ts';
export type { SyncOptions, SyncService } from './services/sync/sync-service.ts';
