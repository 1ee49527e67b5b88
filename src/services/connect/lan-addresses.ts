import type { CallOptions } from '../../backends/auth-provider.ts';
import type { LanProtocol } from '../../backends/lan-protocol.ts';
import type { Clock } from '../../models/clock.ts';
import type { Candidate } from '../../models/connection.ts';
import type { Source, SourceType } from '../../models/source.ts';
import { discoverLan, type LanTarget } from './discover-lan.ts';

/** How the local network is asked. `false`: never. */
export type LanOptions =
  | false
  | {
      /** Whom to ask. Default: everybody on this machine's networks. */
      readonly targets?: readonly LanTarget[] | undefined;
    };

/**
 * The addresses at which a source's server says to be on the local network, now. The question does not tell whom it is
 * for, and only answers with the right id count; who it really is, a probe finds out. Empty when it does not answer.
 *
 * @throws {MediafoldError} `cancelled`
 */
export type LanAddresses = (
  source: Pick<Source, 'type' | 'serverId'>,
  call?: CallOptions,
) => Promise<readonly Candidate[]>;

export interface LanAddressesOptions {
  readonly protocols: Readonly<Record<SourceType, LanProtocol>>;
  readonly clock: Clock;
  readonly lan?: Exclude<LanOptions, false> | undefined;
  /** How long to wait for the answer, milliseconds. Default 1,000. */
  readonly waitMs?: number | undefined;
}

export function createLanAddresses({ protocols, clock, lan = {}, waitMs = 1_000 }: LanAddressesOptions): LanAddresses {
  return async ({ type, serverId }, { signal } = {}) => {
    const isIt = (server: { readonly serverId: string }): boolean => server.serverId === serverId;
    const found = await discoverLan([protocols[type]], clock, { waitMs, signal, isEnough: isIt, targets: lan.targets });
    return found.find(isIt)?.candidates ?? [];
  };
}
