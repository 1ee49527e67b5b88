import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { filesOf } from '../services/access/tls-setting.ts';
import { type GuardedProxy, guard, guardedProxy } from '../services/guarded-proxy.ts';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

type Env = Readonly<Record<string, string>>;

describe('how a server is reached and trusted', () => {
  let mock: MockServers;
  let home: string;
  let remove: () => void;
  const run = (args: readonly string[], input?: string, env: Env = {}): Promise<Ran> =>
    runCli([...args, '--database', join(home, 'catalogue.db')], {
      cwd: home,
      env,
      ...(input === undefined ? {} : { input }),
    });
  const guardEnv: Env = { GUARD: guard.value };
  const link = ({ url }: GuardedProxy, ...more: readonly string[]): Promise<Ran> => {
    const password = `${mock.jellyfin.users[0]?.password}\n`;
    return run(['link', 'jellyfin', url, '--user', 'marit', ...more], password, guardEnv);
  };
  const header = `${guard.name}: ${guard.value}\n`;
  const hidesAll = (...all: readonly Ran[]): void => {
    for (const { stdout, stderr } of all) expect(`${stdout}${stderr}`).not.toContain(guard.value);
  };

  beforeAll(async () => {
    mock = await startMockServers({ movies: 3, shows: 1 });
  });
  afterAll(() => mock.close());
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
  });
  afterEach(() => remove());

  test('a server behind a proxy is linked with its key and header, and synced without saying them again', async () => {
    const proxy = await guardedProxy(mock.jellyfin.url);
    const refused = await link(proxy);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--pin-now') });
    const linked = await link(proxy, '--pin-now', '--header-env', `${guard.name}=GUARD`);
    expect(linked).toMatchObject({ code: 0, stderr: expect.stringContaining(`sha256/${proxy.pin}`) });
    expect(linked.stderr).toContain('not trusted by this machine');
    const synced = await run(['sync']);
    expect(synced).toMatchObject({ code: 0 });
    const shown = await run(['access', 'Lantern']);
    expect(shown.stdout).toContain(`Trusted keys: sha256/${proxy.pin}`);
    expect(shown.stdout).toContain(`Headers: ${guard.name} (values are not shown)`);
    expect(proxy.refused).toEqual([]);
    hidesAll(refused, linked, synced, shown);
  });

  test('settings are set part by part, shown without their secrets, and cleared', async () => {
    await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], `${mock.jellyfin.users[0]?.password}\n`);
    const nothing = await run(['access', 'Lantern', '--json']);
    expect(documentOf(nothing)).toEqual({ source: expect.any(String), access: null });
    const { cert, key, ca } = filesOf('good');
    for (const [name, text] of Object.entries({ 'ca.pem': ca, 'cert.pem': cert, 'key.pem': key })) {
      writeFileSync(join(home, name), text);
    }
    const pins = [`${'A'.repeat(43)}=`, `${'B'.repeat(43)}=`] as const;
    const first = await run(
      ['access', 'Lantern', '--ca', 'ca.pem', '--header-stdin', '--host', 'a.example=192.0.2.1'],
      header,
    );
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('Names: a.example = 192.0.2.1') });
    expect(first.stdout).toContain('mediafold doctor');
    const certificate = ['--client-cert', 'cert.pem', '--client-key', 'key.pem', '--no-allow-insecure'];
    const second = await run(['access', 'Lantern', '--pin', pins[0], '--pin', pins[1], ...certificate, '--json']);
    expect(documentOf(second)).toEqual({
      source: expect.any(String),
      access: {
        pins,
        ca,
        clientCertificate: { certificate: cert, key: '[secret]' },
        headers: { [guard.name]: '[secret]' },
        hosts: { 'a.example': '192.0.2.1' },
        allowInsecure: false,
      },
    });
    for (const line of key.split('\n').slice(1, 3)) expect(second.stdout).not.toContain(line);
    const cleared = await run(['access', 'Lantern', '--clear', '--allow-insecure', '--json']);
    expect(documentOf(cleared)).toMatchObject({ access: { allowInsecure: true } });
    expect(documentOf(await run(['access', 'Lantern', '--clear', '--json']))).toMatchObject({ access: null });
    hidesAll(first, second, cleared);
  });

  test('--pin-now trusts a known server as it is', async () => {
    const proxy = await guardedProxy(mock.jellyfin.url);
    await link(proxy, '--pin', proxy.pin, '--header-env', `${guard.name}=GUARD`);
    await run(['access', 'Lantern', '--pin', `${'A'.repeat(43)}=`]);
    // It advertises an address of its own, over plain http, which shows no key: that one stays good.
    const outcomes = async (): Promise<unknown> =>
      documentOf<{ reports: readonly { results: unknown }[] }>(await run(['probe', 'Lantern', '--json'])).reports[0]
        ?.results;
    const at = { candidate: expect.objectContaining({ uri: proxy.url }) };
    expect(await outcomes()).toContainEqual(expect.objectContaining({ ...at, outcome: 'tls' }));
    const pinned = await run(['access', 'Lantern', '--pin-now', '--json']);
    expect(documentOf(pinned)).toMatchObject({
      access: { pins: [proxy.pin] },
      keys: [{ pin: proxy.pin, isTrusted: false }],
    });
    expect(await outcomes()).toContainEqual(expect.objectContaining({ ...at, outcome: 'ok' }));
  });

  test('what is wrong use changes nothing, and shows no value', async () => {
    await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], `${mock.jellyfin.users[0]?.password}\n`);
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['--header-stdin'], 'Authorization: planted-3f7d\n'],
      [['--header-stdin'], 'planted-3f7d\n'],
      [['--header-env', 'X-Guard=NOBODY'], ''],
      [['--pin', 'nonsense', '--pin-now'], ''],
      [['--ca', 'nowhere.pem'], ''],
      // It has no https address.
      [['--pin-now'], ''],
    ];
    for (const [args, input] of wrong) {
      const ran = await run(['access', 'Lantern', ...args], input);
      expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^mediafold: .+\n$/) });
      expect(ran.stderr).not.toContain('planted-3f7d');
    }
    expect(documentOf(await run(['access', 'Lantern', '--json']))).toMatchObject({ access: null });
  });

  test('two secrets cannot come by one standard input', async () => {
    const { url } = mock.jellyfin;
    const ran = await run(['link', 'jellyfin', url, '--user', 'marit', '--header-stdin'], header);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('--header-env') });
    hidesAll(ran);
  });
});
