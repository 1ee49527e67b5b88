import { createServer, connect as dial, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../../src/testing/index.ts';
import { few } from '../household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, storedSource } from '../setting.ts';
import { passing } from './home.ts';

interface Way {
  readonly url: string;
  /** What goes over the sockets of now arrives nowhere from then on, and nobody is told. */
  leave(): void;
}

/** The way to a server, over networks that can be left. */
async function wayTo(target: string): Promise<Way> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const far = dial(Number(port), hostname);
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(far).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    leave: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

test('the only address, in another network: sockets that were kept open over the old one do not make it look dead', async () => {
  const clock = new FakeClock();
  const server = await jellyfin(few);
  const { url, leave } = await wayTo(server.url);
  const path = catalogueFile();
  const fold = await openAt(path, { environment: { clock } });
  const login = await jellyfinLogin(fold, server);
  const candidates = [{ uri: url, kind: 'local', secure: false, origin: 'typed' }] as const;
  const source = await storedSource(path, { ...login, candidates });
  const backend = await fold.connections.backend(source.id);
  // Several at once leave as many sockets open.
  await Promise.all([backend.libraries(), backend.libraries(), backend.libraries()]);
  leave();
  const changed = fold.connections.networkChanged();
  await passing(clock, 10, changed);
  expect((await changed)[0]?.state).toMatchObject({ status: 'online', connection: { uri: url } });
  expect(await backend.libraries()).not.toEqual([]);
});

test('one that says nothing over new sockets either is silent, and that is told as long as it was waited for', async () => {
  const clock = new FakeClock();
  const server = await jellyfin(few);
  const { url, leave } = await wayTo(server.url);
  const path = catalogueFile();
  const fold = await openAt(path, { environment: { clock } });
  const login = await jellyfinLogin(fold, server);
  const candidates = [{ uri: url, kind: 'local', secure: false, origin: 'typed' }] as const;
  const source = await storedSource(path, { ...login, candidates });
  await fold.connections.backend(source.id);
  leave();
  server.faults.add({ action: { kind: 'black-hole' } });
  const changed = fold.connections.networkChanged();
  await passing(clock, 50, changed);
  const [report] = await changed;
  expect(report?.state.status).toBe('offline');
  expect(report?.results).toMatchObject([{ outcome: 'timeout', reason: 'no answer within 5000 ms' }]);
  expect(clock.sleeping).toBe(0);
});
