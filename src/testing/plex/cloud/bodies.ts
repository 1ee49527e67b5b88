import type { MockPlexUser } from '../accounts.ts';
import type { MockPlexConnection, RunningServer } from '../server/mock-server.ts';
import { seconds, type Wire, type WireObject } from '../wire.ts';
import type { Pin } from './pins.ts';

/** plex.tv writes whole seconds in UTC. */
function isoTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

const location: WireObject = {
  code: 'NO',
  european_union_member: false,
  continent_code: 'EU',
  country: 'Norway',
  city: 'Bergen',
  time_zone: 'Europe/Oslo',
  postal_code: '5003',
  in_privacy_restricted_country: true,
  subdivisions: 'Vestland',
  coordinates: '60.39, 5.32',
};

/** @param nowMs to tell how long the pin still lives */
export function pinBody(pin: Pin, authToken: string | null, nowMs: number): WireObject {
  return {
    id: pin.id,
    code: pin.code,
    product: pin.product,
    trusted: false,
    qr: `https://plex.tv/api/v2/pins/qr/${pin.code}`,
    clientIdentifier: pin.clientId,
    location,
    // Rounded up: a new one has its whole life before it (recorded).
    expiresIn: Math.max(0, Math.ceil((pin.expiresAt - nowMs) / 1000)),
    createdAt: isoTime(pin.createdAt),
    expiresAt: isoTime(pin.expiresAt),
    authToken,
    // Null until somebody claims it, then a boolean.
    newRegistration: authToken === null ? null : false,
  };
}

export function userBody(user: MockPlexUser, homeSize: number, authToken: string): WireObject {
  return {
    id: user.id,
    uuid: user.uuid,
    username: user.username,
    title: user.title,
    email: user.email,
    friendlyName: user.restricted ? user.title : '',
    locale: null,
    confirmed: !user.restricted,
    joinedAt: 1_420_070_400,
    emailOnlyAuth: false,
    hasPassword: !user.restricted,
    protected: user.pin !== undefined,
    thumb: `https://plex.tv/users/${user.uuid}/avatar?c=1700000000`,
    authToken,
    mailingListStatus: 'unsubscribed',
    mailingListActive: false,
    scrobbleTypes: '',
    country: 'NO',
    subscription: {
      active: false,
      subscribedAt: null,
      status: 'Inactive',
      paymentService: null,
      plan: null,
      features: ['home', 'lets_encrypt'],
    },
    subscriptionDescription: null,
    restricted: user.restricted,
    anonymous: null,
    home: homeSize > 1,
    guest: false,
    homeSize,
    homeAdmin: user.admin,
    maxHomeSize: 15,
    rememberExpiresAt: null,
    profile: {
      autoSelectAudio: true,
      defaultAudioLanguage: null,
      // Comma lists since July 2026; lists or null before.
      defaultAudioLanguages: 'en,no',
      defaultSubtitleLanguage: null,
      defaultSubtitleLanguages: '',
      autoSelectSubtitle: 1,
      defaultSubtitleAccessibility: 0,
      defaultSubtitleForced: 0,
    },
    entitlements: [],
    subscriptions: [],
    services: [],
    pastSubscriptions: [],
    trials: [],
    adsConsent: null,
    adsConsentSetAt: null,
    adsConsentReminderAt: null,
    experimentalFeatures: false,
    twoFactorEnabled: false,
    backupCodesCreated: false,
  };
}

export function homeBody(users: readonly MockPlexUser[], updatedAtMs: number): WireObject {
  const [admin] = users;
  return {
    id: 300_001,
    name: `${admin?.title ?? ''}'s home`,
    guestUserID: 300_002,
    guestUserUUID: '0123456789abcdef',
    guestEnabled: false,
    subscription: false,
    users: users.map((user) => ({
      id: user.id,
      uuid: user.uuid,
      title: user.title,
      username: user.restricted ? null : user.username,
      email: user.restricted ? null : user.email,
      friendlyName: user.restricted ? user.title : null,
      thumb: `https://plex.tv/users/${user.uuid}/avatar?c=1700000000`,
      hasPassword: !user.restricted,
      restricted: user.restricted,
      updatedAt: seconds(updatedAtMs),
      restrictionProfile: null,
      admin: user.admin,
      guest: false,
      protected: user.pin !== undefined,
    })),
  };
}

export interface ResourceQuery {
  readonly https: boolean;
  readonly relay: boolean;
  readonly ipv6: boolean;
}

/** One server, as this user sees it. */
export function resourceBody(
  running: RunningServer,
  user: MockPlexUser,
  account: MockPlexUser,
  calledWith: string,
  query: ResourceQuery,
  nowMs: number,
): WireObject {
  const { server, options, tokens, version } = running;
  const owned = server.owned && user.admin;
  return {
    name: server.name,
    product: 'Plex Media Server',
    productVersion: version,
    platform: 'Linux',
    platformVersion: '6.8',
    device: 'PC',
    clientIdentifier: server.machineIdentifier,
    createdAt: '2019-01-01T00:00:00Z',
    lastSeenAt: isoTime(nowMs),
    provides: 'server',
    ownerId: owned ? null : server.owned ? account.id : 990_001,
    sourceTitle: owned ? null : server.owned ? account.title : 'Neighbour',
    publicAddress: '198.51.100.7',
    accessToken: tokens.tokenFor(user, calledWith),
    owned,
    home: server.owned && !user.admin,
    synced: false,
    relay: options.relay ?? false,
    presence: true,
    httpsRequired: options.httpsRequired ?? false,
    publicAddressMatches: true,
    dnsRebindingProtection: false,
    natLoopbackSupported: false,
    connections: running.connections.flatMap((connection) => connectionBody(connection, query)),
  };
}

/** Without `includeHttps`, real ones list bare addresses with http instead. */
function connectionBody(connection: MockPlexConnection, query: ResourceQuery): readonly Wire[] {
  const { protocol, address, port, uri, local, relay } = connection;
  const isIpv6 = address.includes(':');
  if ((relay && !query.relay) || (isIpv6 && !query.ipv6)) return [];
  const bare = `http://${isIpv6 ? `[${address}]` : address}:${port}`;
  const shown = query.https ? { protocol, uri } : { protocol: 'http', uri: bare };
  return [{ protocol: shown.protocol, address, port, uri: shown.uri, local, relay, IPv6: isIpv6 }];
}
