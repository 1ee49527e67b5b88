import type { FoundServer, LanProtocol } from '../backends/lan-protocol.ts';
import { type Environment, environment } from '../models/environment.ts';
import { lanProtocols } from './backend-factory.ts';
import { discoverLan, type LanTarget } from './connect/discover-lan.ts';
import type { LanOptions } from './connect/lan-addresses.ts';

export interface DiscoverCall {
  /** How long to listen, milliseconds. Default 1,500. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of each server once, with its first answer. */
  readonly onFound?: ((server: FoundServer) => void) | undefined;
  /** Whom to ask instead of everybody. */
  readonly targets?: readonly LanTarget[] | undefined;
}

/**
 * Servers of all kinds that answer on the local network. None of it is proven, and no answer is no proof either: many
 * networks keep such questions to themselves. Always waits as long as it was told to.
 *
 * @throws {MediafoldError} `cancelled`
 */
export type Discover = (call?: DiscoverCall) => Promise<readonly FoundServer[]>;

export interface DiscoverParts {
  readonly protocols: Readonly<Record<string, LanProtocol>>;
  readonly environment: Environment;
  readonly lan?: LanOptions | undefined;
}

/** {@link Discover} for who has no catalogue open. */
export function discoverServers(
  call: DiscoverCall & { readonly environment?: Partial<Environment> | undefined } = {},
): Promise<readonly FoundServer[]> {
  const { environment: given, ...rest } = call;
  return createDiscover({ protocols: lanProtocols, environment: environment(given) })(rest);
}

/** Who asks for it by name gets it, also where sources are not looked for on the local network by themselves. */
export function createDiscover({ protocols, environment: { clock, logger }, lan }: DiscoverParts): Discover {
  const usual = lan === false ? undefined : lan?.targets;
  return ({ onFound, targets = usual, ...call } = {}) => {
    const tell = (server: FoundServer): void => {
      try {
        onFound?.(server);
      } catch (error) {
        logger.error({ error: String(error) }, 'a listener for servers threw');
      }
    };
    return discoverLan(Object.values(protocols), clock, { ...call, targets, onFound: tell });
  };
}
