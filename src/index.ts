/** "mediafold": everything that works on a catalogue. Logins are in `mediafold/plex` and `mediafold/jellyfin`. */

export type { AuthProvider, CallOptions, LoginFlow, LoginPrompt, OnRenewed } from './backends/auth-provider.ts';
export type { BackendContext, LoginContext } from './backends/backend-context.ts';
export type {
  DiscoveryFacet,
  ImageFacet,
  LibraryListOptions,
  ListOptions,
  MediaBackend,
  ProbeOptions,
  SearchFacet,
  WatchStateFacet,
} from './backends/media-backend.ts';
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
  StorageError,
  type StorageProblem,
} from './errors.ts';
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
export { type Logger, silentLogger } from './models/logger.ts';
export type { Chapter, MediaPart, MediaStream, MediaVersion, Person, PersonRole } from './models/media.ts';
export type { Cursor, Page, RejectedRow } from './models/page.ts';
export { formatRef, type ItemRef, parseRef } from './models/ref.ts';
export { Secret, secret } from './models/secret.ts';
export type { ServerInfo, SignedInServer, Source, SourceType } from './models/source.ts';
export type { ListingReport, SyncProgress, SyncReport, SyncStatus } from './models/sync-report.ts';
export type { Title, TitleVersion } from './models/title.ts';
export type { WatchState } from './models/watch-state.ts';
export { type BackendFactory, type BackendFactoryOptions, createBackendFactory } from './services/backend-factory.ts';
export type { ConnectionReport, ConnectionService, ConnectOptions } from './services/connection-service.ts';
export type {
  KindCount,
  LibraryService,
  LibrarySummary,
  OpenedItem,
  TitlePageOptions,
} from './services/library.ts';
export type { LoginOptions, Mediafold, OpenOptions } from './services/mediafold.ts';
export { openMediafold } from './services/open-mediafold.ts';
export type { SignedIn, SignIn } from './services/sign-in.ts';
export type { LastSync, SourceSummary, Sources } from './services/sources.ts';
export type { SyncOptions, SyncService } from './services/sync/sync-service.ts';
