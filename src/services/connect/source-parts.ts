import type { ConnectionRepository } from '../../db/repositories/connections.ts';
import type { SourceRepository } from '../../db/repositories/sources.ts';
import type { ConnectionState } from '../../models/connection.ts';
import type { Environment } from '../../models/environment.ts';
import type { SourceId } from '../../models/ids.ts';
import type { OpenBackends } from '../open-backends.ts';
import type { LanAddresses } from './lan-addresses.ts';
import type { RaceTimes } from './race-policy.ts';

/** What the connection of one source is made from. */
export interface SourceConnectionParts {
  readonly id: SourceId;
  readonly sources: Pick<SourceRepository, 'get' | 'setNeedsSignIn'>;
  readonly backends: OpenBackends;
  readonly known: Pick<ConnectionRepository, 'list' | 'add' | 'record' | 'removeOutdated'>;
  readonly environment: Environment;
  readonly times: RaceTimes;
  /** For one address, milliseconds. */
  readonly probeTimeoutMs: number;
  /** The account is not asked for addresses more often than this while nobody waits, milliseconds. */
  readonly askAccountEveryMs: number;
  readonly lanAddresses?: LanAddresses | undefined;
  readonly onState: (state: ConnectionState) => void;
  /** Why its person has to sign in, known from before. */
  readonly waitsFor?: string | undefined;
}
