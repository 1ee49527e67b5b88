import { expect, test } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../src/models/secret.ts';
import type { SourceAccess } from '../../src/models/source-access.ts';
import type { FaultAction } from '../../src/testing/index.ts';
import { filesOf } from '../services/access/tls-setting.ts';
import { guard, guardedProxy } from '../services/guarded-proxy.ts';
import { briskClock, catalogueFile, jellyfin, movies, openAt } from '../services/setting.ts';
import { collectEvidence, recordingLogger } from './planted.ts';

const troubles: readonly FaultAction[] = [
  { kind: 'status', status: 401 },
  { kind: 'status', status: 500, body: '{"error":"it broke"}' },
  { kind: 'redirect', location: 'https://elsewhere.invalid/' },
  { kind: 'cut-body', bytes: 40 },
  { kind: 'reset' },
];

/** The lines of a PEM text that nobody else's has. */
const linesOf = (pem: string): readonly string[] => pem.split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line));

test('header values and client keys are in nothing that is printed, thrown, logged, reported or stored', async () => {
  const evidence = collectEvidence();
  const server = await jellyfin(movies(5));
  const proxy = await guardedProxy(server.url);
  const path = catalogueFile();
  const environment = { clock: briskClock, logger: recordingLogger(evidence) };
  const fold = await openAt(path, { environment });
  const client = filesOf('good');
  const access: SourceAccess = {
    pins: [proxy.pin],
    headers: { [guard.name]: secret(guard.value), 'X-Second': secret('planted-second-b812') },
    clientCertificate: { certificate: client.cert, key: secret(client.key) },
  };
  const attempt = async (where: string, work: () => Promise<unknown>): Promise<void> => {
    await work().then(
      (result) => evidence.add(`result of ${where}`, result),
      (error: unknown) => evidence.add(`error of ${where}`, error),
    );
  };
  evidence.add('the settings', access);
  const context = await fold.loginContext({ access });
  evidence.add('a login context', context);
  const { name: username = '', password = '' } = server.users[0] ?? {};
  const account = { ...context, url: proxy.url, username, password: secret(password) };
  const login = await signInWithPassword(account);
  const { source } = await fold.signIn.add(login, { access });

  const look = async (): Promise<void> => {
    await attempt('a connect', () => fold.connections.connect(source.id, { all: true }));
    await attempt('the settings that are stored', () => fold.sources.access(source.id));
    await attempt('the sources', () => fold.sources.list());
    await attempt('a diagnosis', () => fold.diagnose(source.id));
    await attempt('a backend', () => fold.connections.backend(source.id));
    await attempt('libraries', async () => (await fold.connections.backend(source.id)).libraries());
    await attempt('a sync', () => fold.sync.run(source.id));
    await attempt('a login', () => signInWithPassword(account));
  };
  await look();
  for (const action of troubles) {
    server.faults.add({ action });
    await look();
    server.faults.clear();
  }
  const wrong: readonly SourceAccess[] = [
    { ...access, pins: ['nonsense'] },
    { ...access, clientCertificate: { certificate: filesOf('good').cert, key: secret(client.key) } },
    { ...access, headers: { ...access.headers, Authorization: secret('planted-second-b812') } },
    { ...access, headers: { 'X-Second': secret('planted-second-b812\n'), 'x-second': secret('planted-second-b812') } },
  ];
  for (const settings of wrong) {
    await attempt('settings that are refused', () => fold.sources.setAccess(source.id, settings));
    await attempt('a sign-in that is refused', () => fold.signIn.add(login, { access: settings }));
    await attempt('a login context that is refused', () => fold.loginContext({ access: settings }));
  }
  evidence.add('the catalogue', fold);
  for (const [name, service] of Object.entries(fold)) evidence.add(`the service ${name}`, service);
  for (const file of [path, `${path}-wal`]) evidence.addFile(file);
  await fold.close();
  evidence.addFile(path);

  expect(proxy.passed.length).toBeGreaterThan(20);
  expect(evidence.size).toBeGreaterThan(100);
  // What is not secret is found, so what is would be.
  expect(evidence.placesOf(proxy.pin)).not.toEqual([]);
  const planted = [guard.value, 'planted-second-b812', client.key, ...linesOf(client.key)];
  expect(planted.length).toBeGreaterThan(3);
  for (const text of planted) expect(evidence.placesOf(text)).toEqual([]);
});
