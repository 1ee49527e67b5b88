import { type Answer, json } from '../answers.ts';
import { anyone, type Route, signedIn } from '../router.ts';
import type { MockServer } from '../server.ts';
import { castReceiverApplications, serverConfiguration } from '../server-configuration.ts';

/** `GET /System/Info/Public`: the one answer that says who the server is, without a token. */
export function publicInfo(server: MockServer, wizardCompleted: boolean): Record<string, unknown> {
  return {
    LocalAddress: server.address,
    ServerName: server.name,
    Version: server.version,
    ProductName: 'Jellyfin Server',
    OperatingSystem: server.version === '10.8.13' ? 'Linux' : '',
    Id: server.serverId,
    StartupWizardCompleted: wizardCompleted,
  };
}

export const pong: Answer = json('Jellyfin Server');

export const systemRoutes: readonly Route[] = [
  anyone('GET', '/System/Info/Public', ({ server }) => json(publicInfo(server, true))),
  anyone('GET', '/System/Ping', () => pong),
  anyone('POST', '/System/Ping', () => pong),
  anyone('GET', '/health', () => ({
    status: 200,
    text: 'Healthy',
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store, no-cache', vary: 'Accept-Encoding' },
  })),
  anyone('GET', '/', () => ({ status: 302, headers: { location: 'api-docs/swagger' } })),
  anyone('GET', '/Branding/Configuration', () => json({ SplashscreenEnabled: false })),
  signedIn('GET', '/System/Info', ({ server }) => json(systemInfo(server))),
  // Every user may read it, and administrators only may write (seen).
  signedIn('GET', '/System/Configuration', ({ server }) => json(serverConfiguration(server))),
  signedIn('GET', '/System/Endpoint', () => json({ IsLocal: true, IsInNetwork: true })),
];

function systemInfo(server: MockServer): Record<string, unknown> {
  const { ProductName, StartupWizardCompleted, ...rest } = publicInfo(server, true);
  return {
    OperatingSystemDisplayName: '',
    HasPendingRestart: false,
    IsShuttingDown: false,
    SupportsLibraryMonitor: true,
    WebSocketPortNumber: 8096,
    CompletedInstallations: [],
    CanSelfRestart: true,
    CanLaunchWebBrowser: false,
    ProgramDataPath: '/server/data',
    WebPath: '/server/web',
    ItemsByNamePath: '/server/data/metadata',
    CachePath: '/server/cache',
    LogPath: '/server/log',
    InternalMetadataPath: '/server/data/metadata',
    TranscodingTempPath: '/server/cache/transcodes',
    CastReceiverApplications: server.traits.castReceivers ? castReceiverApplications : [],
    HasUpdateAvailable: false,
    EncoderLocation: 'System',
    SystemArchitecture: 'X64',
    ...rest,
    ...(server.traits.productInSystemInfo ? { ProductName, StartupWizardCompleted } : {}),
  };
}
