import type { CallOptions } from '../backends/auth-provider.ts';
import type { MediaBackend } from '../backends/media-backend.ts';
import type { Catalogue } from '../db/open-catalogue.ts';
import { isMediafoldError } from '../errors.ts';
import type { Candidate, Connection, ConnectionState, ProbeResult } from '../models/connection.ts';
import type { CredentialType } from '../models/credential.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import { openAccess } from './access/server-access.ts';
import { adviceFor } from './connect/advice.ts';
import { clockOffset } from './connect/clock-offset.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { choiceAmong, firstSteps } from './connect/diagnosis-verdict.ts';
import type { LanAddresses } from './connect/lan-addresses.ts';
import { connectionOf } from './connect/search.ts';
import { chosenFirst } from './connect/verdict.ts';
import { storedCredential } from './credentials/stored-credential.ts';
import type { OpenBackends } from './open-backends.ts';
import { within } from './within.ts';

/** One address, as it was met just now. */
export interface DiagnosedAddress extends ProbeResult {
  /** What a person could do about it; absent when nothing is wrong. */
  readonly advice?: string;
  /** False: named by the account or found on the local network just now. */
  readonly isKnown: boolean;
}

/** Whether somebody beside the server answered. */
export interface Asked {
  readonly answered: boolean;
  /** How many addresses of the server it named. */
  readonly addresses: number;
  /** Why it did not answer. */
  readonly reason?: string;
}

export interface DiagnosedCredential {
  /** Absent when none is stored. */
  readonly type?: CredentialType;
  /** When a person signed in last, epoch milliseconds. */
  readonly signedInAt?: number;
  /** `unknown`: the right server was not reached. `missing`: there is none, or it cannot be decrypted. */
  readonly state: 'good' | 'refused' | 'unknown' | 'missing';
  readonly reason?: string;
}

/** Everything that can be found out about the connection to a source without changing anything. */
export interface Diagnosis {
  readonly source: Source;
  /** What this look found. What is in use may differ: see `state`. */
  readonly status: 'online' | 'offline' | 'needs-sign-in';
  /** The one that a search would choose now. */
  readonly chosen?: Connection;
  /** Why this one, or why none. */
  readonly reason: string;
  /** Where the source stands for the calls of this process. */
  readonly state: ConnectionState;
  /** The chosen one first. */
  readonly addresses: readonly DiagnosedAddress[];
  /** The account service. Absent for servers that have none, and where there is no credential to ask it with. */
  readonly account?: Asked;
  /** The local network. */
  readonly lan: Asked;
  /** How far the server's clock is ahead of this machine's. Absent when the right server did not say. */
  readonly clockOffsetMs?: number;
  readonly credential: DiagnosedCredential;
  /** What the person could do, the most useful first. Empty when nothing needs to be done. */
  readonly advice: readonly string[];
}

/**
 * Asks every address, the account service and the local network. Changes nothing that is stored, renews no credential and
 * leaves the connection in use alone.
 *
 * @throws {MediafoldError} `cancelled`, `not-found` for an unknown source, `storage`
 */
export type Diagnose = (id: SourceId, call?: CallOptions) => Promise<Diagnosis>;

export interface DiagnoseOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens' | 'connections' | 'access'>;
  readonly backends: Pick<OpenBackends, 'get'>;
  readonly connections: Pick<ConnectionService, 'state'>;
  /** Absent: it is switched off. */
  readonly lanAddresses: LanAddresses | undefined;
  readonly environment: Environment;
  /** For one address, and for the account service, milliseconds. Default 5,000. */
  readonly limitMs?: number;
}

interface Named {
  readonly asked: Asked;
  readonly candidates: readonly Candidate[];
}

export function createDiagnose(options: DiagnoseOptions): Diagnose {
  const { store, backends, connections, lanAddresses, environment, limitMs = 5_000 } = options;

  /** Its failure is a finding, not one of the diagnosis. */
  async function named(
    operation: string,
    { signal }: CallOptions,
    ask: (call: CallOptions) => Promise<readonly Candidate[]>,
  ): Promise<Named> {
    try {
      const candidates = await within(limitMs, { clock: environment.clock, operation, signal }, ask);
      return { asked: { answered: true, addresses: candidates.length }, candidates };
    } catch (error) {
      if (signal?.aborted) throw error;
      const reason = isMediafoldError(error) ? (error.explanation ?? error.message) : 'an unexpected failure';
      return { asked: { answered: false, addresses: 0, reason }, candidates: [] };
    }
  }

  async function onLan(source: Source, call: CallOptions): Promise<Named> {
    const off = { answered: false, addresses: 0, reason: 'it is switched off' };
    if (lanAddresses === undefined) return { asked: off, candidates: [] };
    const found = await named('ask the local network', call, (bounds) => lanAddresses(source, bounds));
    // Nobody there says that nobody is there.
    return { ...found, asked: { ...found.asked, answered: found.candidates.length > 0 } };
  }

  /** A credential or access settings that cannot be used are findings, too. */
  async function open(id: SourceId): Promise<{ readonly backend?: MediaBackend; readonly blocked?: string }> {
    try {
      return { backend: await backends.get(id) };
    } catch (error) {
      const isFinding = isMediafoldError(error) && (error.code === 'unauthorized' || error.code === 'conflict');
      if (isFinding) return { blocked: error.explanation ?? error.message };
      throw error;
    }
  }

  async function probes(
    backend: MediaBackend | undefined,
    candidates: readonly Candidate[],
    { signal }: CallOptions,
  ): Promise<readonly ProbeResult[]> {
    const reason = 'not asked: there is nothing to ask it with';
    if (backend === undefined) return candidates.map((candidate) => ({ candidate, outcome: 'cancelled', reason }));
    return Promise.all(candidates.map((candidate) => backend.probe(candidate, { timeoutMs: limitMs, signal })));
  }

  return async (id, { signal } = {}) => {
    const call = { signal };
    const source = await store.sources.get(id);
    const stored = await store.connections.list(id);
    const { backend, blocked } = await open(id);
    // Who has profiles has an account; a server that only knows itself is asked by the probes.
    const discovery = backend?.profiles === undefined ? undefined : backend.discovery;
    const asking = discovery && named('ask the account service', call, (bounds) => discovery.candidates(bounds));
    const [known, account, lan] = await Promise.all([probes(backend, stored, call), asking, onLan(source, call)]);
    const fresh = unknownOf([...(account?.candidates ?? []), ...lan.candidates], stored);
    const results = [...known, ...(await probes(backend, fresh, call))];

    const choice = choiceAmong(results);
    const best = choice.best;
    const chosen = best === undefined ? undefined : connectionOf(best.candidate);
    const credential = await credentialOf(id, results);
    const status = credential.state === 'missing' ? 'needs-sign-in' : choice.status;
    const reason = blocked ?? choice.reason;
    const right = best ?? results.find((result) => result.serverId === source.serverId);
    const offset = right && (await offsetAt(id, right.candidate, call));
    const found = { status, blocked, results, credential, offset, account: account?.asked, lan: lan.asked, best };
    return {
      source,
      status,
      ...(chosen === undefined ? {} : { chosen }),
      reason,
      state: connections.state(id),
      addresses: chosenFirst(results, chosen).map((result) => addressOf(result, fresh)),
      ...(account === undefined ? {} : { account: account.asked }),
      lan: lan.asked,
      ...(offset === undefined ? {} : { clockOffsetMs: offset }),
      credential,
      advice: firstSteps(found),
    };
  };

  /** With the sockets that the source wants. */
  async function offsetAt(id: SourceId, at: Candidate, call: CallOptions): Promise<number | undefined> {
    const { server, close } = openAccess(await store.access.load(id));
    try {
      return await clockOffset(at, { ...environment, fetch: server?.fetch ?? environment.fetch }, call);
    } finally {
      await close();
    }
  }

  async function credentialOf(id: SourceId, results: readonly ProbeResult[]): Promise<DiagnosedCredential> {
    const summary = await store.authTokens.summary(id);
    const { credential, needsSignIn } = await storedCredential(store, id);
    const type = credential?.type ?? summary?.type;
    const facts = {
      ...(type === undefined ? {} : { type }),
      ...(summary?.signedInAt === undefined ? {} : { signedInAt: summary.signedInAt }),
    };
    if (credential === undefined) return { ...facts, state: 'missing', reason: needsSignIn ?? 'none is stored' };
    const answer = (...outcomes: readonly ProbeResult['outcome'][]): ProbeResult | undefined =>
      results.find(({ outcome }) => outcomes.includes(outcome));
    if (answer('ok', 'forbidden') !== undefined) return { ...facts, state: 'good' };
    const refused = answer('unauthorized');
    if (refused !== undefined) return { ...facts, state: 'refused', reason: refused.reason };
    return { ...facts, state: 'unknown', ...(needsSignIn === undefined ? {} : { reason: needsSignIn }) };
  }
}

function unknownOf(candidates: readonly Candidate[], known: readonly Candidate[]): readonly Candidate[] {
  const fresh = new Map(candidates.map((candidate) => [candidate.uri, candidate]));
  for (const { uri } of known) fresh.delete(uri);
  return [...fresh.values()];
}

function addressOf(result: ProbeResult, fresh: readonly Candidate[]): DiagnosedAddress {
  const advice = adviceFor(result);
  const isKnown = !fresh.includes(result.candidate);
  return { ...result, isKnown, ...(advice === undefined ? {} : { advice }) };
}
