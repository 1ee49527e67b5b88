import { describe, expect, onTestFinished, test } from 'vitest';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { NetworkFailure, type TlsProblem } from '../../../src/errors.ts';
import type { ProbeOutcome, ProbeResult } from '../../../src/models/connection.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { type Environment, environment } from '../../../src/models/environment.ts';
import { serverId, sourceId, userId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SourceType } from '../../../src/models/source.ts';
import { createAccessFetch } from '../../../src/services/access/access-fetch.ts';
import { createBackendFactory } from '../../../src/services/backend-factory.ts';
import { adviceFor } from '../../../src/services/connect/advice.ts';
import { FakeClock, type FaultAction, type Faults, type RequestLog, type TlsKind } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { at, deadUrl, few } from '../household.ts';
import { jellyfin, plex } from '../setting.ts';

/** One server of either kind, and how it is told that something is wrong with it. */
interface Stage {
  readonly url: string;
  readonly ca: string | undefined;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** Where it says who it is. */
  readonly identityPath: string;
  readonly credentialPath: RegExp;
  backend(given?: Partial<Environment>): MediaBackend;
  revoke(): void;
}

interface StageOptions {
  readonly tls?: TlsKind;
  readonly basePath?: string;
}

function backendOf(
  type: SourceType,
  server: string,
  user: string,
  credential: Credential,
  given: Partial<Environment> = {},
): MediaBackend {
  const id = sourceId('stage');
  const source = { id, type, name: 'Stage', serverId: serverId(server), userId: userId(user), deviceId: 'device' };
  const identity = { product: 'Outcomes', version: '1', deviceName: 'test', deviceId: 'device' };
  const backend = createBackendFactory().create(credential, { environment: environment(given), identity, source });
  onTestFinished(() => backend.close());
  return backend;
}

async function jellyfinStage({ tls, basePath }: StageOptions = {}): Promise<Stage> {
  const server = await jellyfin(few, {
    ...(tls === undefined ? {} : { tls }),
    ...(basePath === undefined ? {} : { basePath }),
  });
  const { id = '', name = '', password = '' } = server.users[0] ?? {};
  const asked = createAccessFetch(server.ca === undefined ? {} : { ca: server.ca });
  onTestFinished(() => asked.close());
  const answer = await asked
    .fetch(`${server.url}/Users/AuthenticateByName`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'MediaBrowser Client="Outcomes", Device="test", DeviceId="device", Version="1"',
      },
      body: JSON.stringify({ Username: name, Pw: password }),
    })
    // A certificate that cannot be trusted lets nobody in; then the token does not matter.
    .then((response) => response.json() as Promise<{ readonly AccessToken: string }>)
    .catch(() => ({ AccessToken: 'none' }));
  const credential = { type: 'jellyfin-token', token: secret(answer.AccessToken) } as const;
  return {
    url: server.url,
    ca: server.ca,
    faults: server.faults,
    log: server.log,
    identityPath: '/System/Info/Public',
    credentialPath: /^\/Users\//,
    backend: (given) => backendOf('jellyfin', server.serverId, id, credential, given),
    revoke: () => server.revokeTokens(),
  };
}

async function plexStage({ tls }: StageOptions = {}): Promise<Stage> {
  const { server } = await plex(few, { ownAccessToken: true, ...(tls === undefined ? {} : { tls }) });
  const credential = { type: 'plex-server-token', token: secret(server.accessToken) } as const;
  return {
    url: server.url,
    ca: server.ca,
    faults: server.faults,
    log: server.log,
    identityPath: '/identity',
    credentialPath: /^\/$/,
    backend: (given) => backendOf('plex', server.machineIdentifier, 'owner', credential, given),
    revoke: () => server.rotateAccessToken(),
  };
}

const stages = [
  { vendor: 'Jellyfin', start: jellyfinStage },
  { vendor: 'Plex', start: plexStage },
] as const;

const timeoutMs = 60_000;
const probe = (backend: MediaBackend, uri: string): Promise<ProbeResult> => backend.probe(at(uri), { timeoutMs });

/** Time passes only where a time-out is expected, once the question has arrived. */
async function probeAsTimePasses(
  { backend, url, log }: Stage,
  asked: string | RegExp,
  outcome: ProbeOutcome,
): Promise<ProbeResult> {
  const clock = new FakeClock();
  log.clear();
  const probing = probe(backend({ clock }), url);
  if (outcome === 'timeout') {
    await until(() => log.to(asked).length > 0);
    await clock.advance(timeoutMs);
  }
  return probing;
}

const status = (code: number, more: { body?: string; headers?: Record<string, string> } = {}): FaultAction => ({
  kind: 'status',
  status: code,
  ...more,
});

const portal: FaultAction = { kind: 'body', body: '<html>Welcome to the hotel</html>', contentType: 'text/html' };

describe.each(stages)('what an address of $vendor turns out to be', ({ start }) => {
  test('ok, and it says how long it took', async () => {
    const { backend, url } = await start();
    const result = await probe(backend(), url);
    expect(result).toMatchObject({ outcome: 'ok', latencyMs: expect.any(Number), version: expect.any(String) });
  });

  test('unauthorized, of the right server', async () => {
    const { backend, url, revoke } = await start();
    const open = backend();
    revoke();
    expect(await probe(open, url)).toMatchObject({ outcome: 'unauthorized', serverId: open.source.serverId });
  });

  test.each<readonly [when: string, FaultAction, ProbeOutcome]>([
    ['a portal of the network answers', portal, 'not-a-media-server'],
    ['it leads to a portal', { kind: 'redirect', location: 'http://portal.example/' }, 'not-a-media-server'],
    ['the path is not there', status(404), 'not-a-media-server'],
    [
      'other JSON answers',
      { kind: 'body', body: '{"hello":1}', contentType: 'application/json' },
      'not-a-media-server',
    ],
    ['the answer is cut off', { kind: 'cut-body', bytes: 9 }, 'not-a-media-server'],
    ['the server is starting', status(503, { body: '<html>loading' }), 'starting'],
    ['it is starting and says how long', status(503, { headers: { 'retry-after': '5' } }), 'starting'],
    ['a proxy finds nobody', status(502), 'http-status'],
    ['a proxy asks for a login', status(401, { headers: { 'www-authenticate': 'Basic' } }), 'http-status'],
    ['a proxy lets nobody in', status(403), 'http-status'],
    ['it stumbles', status(500), 'http-status'],
    ['the connection is reset', { kind: 'reset' }, 'unreachable'],
    ['the body ends too early', { kind: 'truncate', bytes: 5 }, 'unreachable'],
    ['nobody ever answers', { kind: 'black-hole' }, 'timeout'],
  ])('when asked who it is, %s', async (_, action, outcome) => {
    const stage = await start();
    stage.faults.add({ path: stage.identityPath, action });
    const result = await probeAsTimePasses(stage, stage.identityPath, outcome);
    expect([result.outcome, result.reason]).toEqual([outcome, expect.stringMatching(/\w/)]);
    expect(result.reason).not.toContain(stage.url);
    expect(adviceFor(result)).toMatch(/\w/);
  });

  test.each<readonly [when: string, FaultAction, ProbeOutcome]>([
    ['the server refuses it', status(401), 'unauthorized'],
    ['the user may not come in', status(403), 'forbidden'],
    ['the server is starting', status(503), 'starting'],
    ['it stumbles', status(500), 'http-status'],
    ['a page answers', portal, 'not-a-media-server'],
    ['the connection is reset', { kind: 'reset' }, 'unreachable'],
    ['nobody ever answers', { kind: 'black-hole' }, 'timeout'],
  ])('when asked whether the credential is good, %s', async (_, action, outcome) => {
    const stage = await start();
    stage.faults.add({ path: stage.credentialPath, action });
    const result = await probeAsTimePasses(stage, stage.credentialPath, outcome);
    expect(result).toMatchObject({ outcome, serverId: stage.backend().source.serverId });
  });

  test('another server', async () => {
    const { backend } = await start();
    const strangers = { jellyfin: async () => (await jellyfin(few, { name: 'Cellar' })).url, plex: plexStranger };
    const open = backend();
    const result = await probe(open, await strangers[open.source.type]());
    expect(result).toMatchObject({ outcome: 'wrong-server', serverId: expect.any(String) });
    expect(result.serverId).not.toBe(open.source.serverId);
  });

  test('nobody: a closed port, an unknown name, a forbidden network', async () => {
    const { backend } = await start();
    expect((await probe(backend(), await deadUrl())).outcome).toBe('refused');
    expect((await probe(backend(), 'http://no-such-name.invalid:8096')).outcome).toBe('dns');
    const unreachable = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'EHOSTUNREACH' }) });
    const fetch: Environment['fetch'] = () => Promise.reject(unreachable);
    expect((await probe(backend({ fetch }), 'http://192.168.77.1:8096')).outcome).toBe('unreachable');
  });

  test('plain http to a public address, where the credential stays here', async () => {
    const { backend, url } = await start();
    const asked: string[] = [];
    const fetch: Environment['fetch'] = (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : String(input));
      asked.push(pathname);
      return globalThis.fetch(`${url}${pathname}`, input instanceof Request ? { headers: input.headers } : init);
    };
    const result = await probe(backend({ fetch }), 'http://203.0.113.7');
    expect(result.outcome).toBe('insecure');
    expect(asked).toHaveLength(1);
  });

  test.each<readonly [TlsKind, trusted: boolean, ProbeOutcome, TlsProblem | undefined]>([
    ['good', true, 'ok', undefined],
    ['good', false, 'tls', 'unknown-authority'],
    ['unknown-ca', true, 'tls', 'unknown-authority'],
    ['expired', true, 'tls', 'expired'],
    ['wrong-name', true, 'tls', 'wrong-name'],
  ])('with a certificate that is %s (authority trusted: %s): %s %s', async (tls, isTrusted, outcome, problem) => {
    const { backend, url, ca } = await start({ tls });
    const own = createAccessFetch(isTrusted && ca !== undefined ? { ca } : { hosts: { 'x.example': '127.0.0.1' } });
    onTestFinished(() => own.close());
    const result = await probe(backend({ fetch: own.fetch }), url);
    expect(result.outcome).toBe(outcome);
    expect(result.error instanceof NetworkFailure ? result.error.tls : undefined).toBe(problem);
    if (problem !== undefined)
      expect(adviceFor(result)).not.toBe(adviceFor({ ...result, error: new NetworkFailure('tls', '') }));
  });

  test('https, where only http is spoken', async () => {
    const { backend, url } = await start();
    const result = await probe(backend(), url.replace('http:', 'https:'));
    expect(result).toMatchObject({ outcome: 'tls', error: { tls: 'not-tls' } });
  });
});

async function plexStranger(): Promise<string> {
  // Another name makes another machine.
  return (await plex(few, { name: 'Cellar' })).server.url;
}

describe('a Jellyfin server that starts', () => {
  test.each([
    ['12.0.0', 'setup'],
    ['12.0.0', 'loading'],
    ['10.11.11', 'setup'],
    ['10.11.11', 'loading'],
    ['10.10.7', 'loading'],
  ] as const)('%s, in the phase %s, is starting and not signed out', async (version, phase) => {
    const server = await jellyfin(few, { version });
    const credential = { type: 'jellyfin-api-key', key: secret(server.apiKey) } as const;
    const backend = backendOf('jellyfin', server.serverId, server.users[0]?.id ?? '', credential);
    server.setStartUp(phase);
    const result = await probe(backend, server.url);
    expect(result.outcome).toBe('starting');
    // The set-up server knows already who it is, in camelCase.
    expect(result.serverId).toBe(phase === 'setup' ? server.serverId : undefined);
    server.setStartUp('ready');
    expect((await probe(backend, server.url)).outcome).toBe('ok');
  });

  test('without an id yet, it is starting and no stranger', async () => {
    const { backend, url, faults, identityPath } = await jellyfinStage();
    const early = { productName: 'Jellyfin Server', version: '12.0.0', id: null, startupWizardCompleted: false };
    faults.add({
      path: identityPath,
      action: { kind: 'body', body: JSON.stringify(early), contentType: 'application/json' },
    });
    expect((await probe(backend(), url)).outcome).toBe('starting');
  });
});

test('a Plex server in maintenance is starting', async () => {
  const { server } = await plex(few, { startUp: 'maintenance' });
  const credential = { type: 'plex-server-token', token: secret(server.accessToken) } as const;
  const backend = backendOf('plex', server.machineIdentifier, 'owner', credential);
  expect((await probe(backend, server.url)).outcome).toBe('starting');
});
