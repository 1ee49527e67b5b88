/** `mediafold/testing`: servers that behave like the real ones, and what every backend has to keep. */
export { type HoldingsOptions, holdingsFor } from './catalogue/default-holdings.ts';
export type { EpisodeWork, FileWork, Holdings, MovieWork, PersonWork, ShowWork, World } from './catalogue/works.ts';
export { createWorld } from './catalogue/world.ts';
export { type ConformanceOptions, mediaBackendCases } from './conformance/cases.ts';
export {
  CannotTry,
  type ConformanceCase,
  type ConformanceHarness,
  type ConformanceLimits,
  type FacetName,
  type OpenBackend,
} from './conformance/harness.ts';
export { FakeClock } from './fake-clock.ts';
export type { TlsKind } from './http/certificates.ts';
export type { JsonChange, JsonType } from './http/change-json.ts';
export { type Fault, type FaultAction, Faults } from './http/faults.ts';
export type { SocketControls } from './http/live-sockets.ts';
export type { Pace } from './http/pace.ts';
export { type LoggedRequest, RequestLog } from './http/request-log.ts';
export type { UserOptions as MockJellyfinUserOptions } from './jellyfin/accounts.ts';
export {
  type MockJellyfin,
  type MockJellyfinOptions,
  type MockWatchState,
  startMockJellyfin,
} from './jellyfin/mock-jellyfin.ts';
export { type AtticOptions, attic } from './jellyfin/scenarios/attic.ts';
export type { StartUp as MockJellyfinStartUp } from './jellyfin/server.ts';
export type { ShelfPlan as MockJellyfinShelf } from './jellyfin/shelves.ts';
export type {
  LiveControls as MockJellyfinLiveControls,
  LiveOptions as MockJellyfinLiveOptions,
} from './jellyfin/socket/live-server.ts';
export type { SocketTimes as MockJellyfinSocketTimes } from './jellyfin/socket/socket-server.ts';
export type { JellyfinVersion } from './jellyfin/version-traits.ts';
export { type MockServers, type MockServersOptions, startMockServers } from './mock-servers.ts';
export type { PlaceBehaviour, PlaceCertificate, ServerBehind } from './network/behaviour.ts';
export {
  createNetwork,
  hasLoopbackIpv6,
  type Network,
  type NetworkOptions,
  type PlaceStory,
} from './network/network.ts';
export type { Place, PlaceOptions } from './network/place.ts';
export type { MockPlexUser, MockPlexUserOptions } from './plex/accounts.ts';
export { type MockPlex, type MockPlexOptions, startMockPlex } from './plex/mock-plex.ts';
export type { MockPlexConnection, MockPlexServer, MockPlexServerOptions } from './plex/server/mock-server.ts';
export type { PlayedEvent } from './scenario/play-events.ts';
export { readScenario } from './scenario/read-scenario.ts';
export type { Scenario, ScenarioEvent, ScenarioFault } from './scenario/scenario.ts';
