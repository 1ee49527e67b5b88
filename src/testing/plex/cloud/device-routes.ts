import type { Hono } from 'hono';
import { plexXml } from '../plex-xml.ts';
import { numberOf } from '../rows/tags.ts';
import { seconds, type WireObject } from '../wire.ts';
import { type CloudState, callerOf } from './cloud-state.ts';

const publicAddress = '198.51.100.7';

/** The devices that hold a token of this user, and the servers. From before JSON: XML whatever a client asks for. */
export function addDeviceRoutes(app: Hono, state: CloudState): void {
  app.get('/devices.xml', (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    const now = seconds(state.clock.now());
    const { user } = caller;
    const players = state.accounts.tokensOf(user).map(({ clientId, token }) =>
      deviceOf({
        name: clientId,
        product: 'Mock Player',
        productVersion: '1.0',
        platform: 'Mock',
        provides: 'player',
        clientIdentifier: clientId,
        token,
        now,
      }),
    );
    const servers = state.servers
      .filter(({ server, options }) => server.owned && options.claimed !== false)
      .map(({ server, tokens, version, connections }) => ({
        ...deviceOf({
          name: server.name,
          product: 'Plex Media Server',
          productVersion: version,
          platform: 'Linux',
          provides: 'server',
          clientIdentifier: server.machineIdentifier,
          token: tokens.tokenFor(user, caller.token),
          now,
        }),
        Connection: connections.map(({ uri }) => ({ uri })),
      }));
    const devices = [...players, ...servers];
    const body = plexXml('MediaContainer', { publicAddress, size: devices.length, Device: devices });
    return new Response(body, { headers: { 'content-type': 'application/xml;charset=utf-8' } });
  });
}

interface Facts {
  readonly name: string;
  readonly product: string;
  readonly productVersion: string;
  readonly platform: string;
  readonly provides: string;
  readonly clientIdentifier: string;
  readonly token: string;
  /** Epoch seconds. */
  readonly now: number;
}

function deviceOf({ now, ...facts }: Facts): WireObject {
  return {
    publicAddress,
    ...facts,
    platformVersion: '6.8',
    device: 'PC',
    model: 'x86_64',
    vendor: '',
    version: facts.productVersion,
    // The number by which a device is removed.
    id: 200_000 + (numberOf(facts.clientIdentifier) % 700_000),
    createdAt: 1_700_000_000,
    lastSeenAt: now,
    screenResolution: '',
    screenDensity: '',
  };
}
