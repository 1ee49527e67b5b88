import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import type { MediaBackend } from '../../backends/media-backend.ts';
import { isMediafoldError } from '../../errors.ts';
import { itemId, libraryId } from '../../models/ids.ts';
import { rejection, rejectsWith } from './expect-code.ts';
import type { CaseBody } from './harness.ts';

/** Every method that asks the server, for the states in which none may. */
const calls: readonly (readonly [string, (backend: MediaBackend, signal?: AbortSignal) => Promise<unknown>])[] = [
  ['serverInfo', (backend, signal) => backend.serverInfo({ signal })],
  ['libraries', (backend, signal) => backend.libraries({ signal })],
  ['listItems', (backend, signal) => backend.listItems(libraryId('1'), { kind: 'movie', signal })],
  ['countItems', (backend, signal) => backend.countItems(libraryId('1'), { kind: 'movie', signal })],
  ['getItem', (backend, signal) => backend.getItem(itemId('1'), { signal })],
  ['children', (backend, signal) => backend.children(itemId('1'), { signal })],
];

/** A port of this machine on which nobody listens: taken once and given back. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

export const connectionCases: readonly CaseBody[] = [
  {
    name: 'probe: a good address says ok, who answers, and how fast',
    run: async (backend, { candidate }) => {
      const result = await backend.probe(candidate, { timeoutMs: 5_000 });
      assert.equal(result.outcome, 'ok', result.reason);
      assert.equal(result.serverId, backend.source.serverId);
      assert.ok(result.latencyMs !== undefined && result.latencyMs >= 0);
    },
  },
  {
    name: 'probe: does not change the connection in use',
    run: async (backend, { candidate }) => {
      const before = backend.connection;
      await backend.probe({ ...candidate, uri: `${candidate.uri}/` }, { timeoutMs: 5_000 });
      assert.equal(backend.connection, before);
    },
  },
  {
    name: 'probe: an aborted signal rejects with cancelled',
    run: (backend, { candidate }) =>
      rejectsWith('cancelled', backend.probe(candidate, { timeoutMs: 5_000, signal: AbortSignal.abort() })),
  },
  {
    name: 'server info: the server of the source, with a version',
    run: async (backend) => {
      const info = await backend.serverInfo();
      assert.equal(info.serverId, backend.source.serverId);
      assert.match(info.version, /^\d+\./);
    },
  },
  {
    name: 'state: without a connection every call is unavailable',
    run: async (_, harness) => {
      const { backend, close } = await harness.open();
      for (const [name, call] of calls) {
        const error = await rejection('unavailable', call(backend));
        assert.ok(error.operation !== undefined, `${name} does not name its operation`);
      }
      await close();
    },
  },
  {
    name: 'state: after close every call is unavailable',
    run: async (_, harness) => {
      const { backend, close } = await harness.open();
      backend.useConnection(harness.candidate);
      await backend.close();
      for (const [, call] of calls) await rejectsWith('unavailable', call(backend));
      await close();
    },
  },
  {
    name: 'state: an aborted signal rejects with cancelled, and the backend goes on working',
    run: async (backend) => {
      for (const [, call] of calls) await rejectsWith('cancelled', call(backend, AbortSignal.abort()));
      await backend.libraries();
    },
  },
  {
    name: 'secrets: neither the backend nor its errors show any',
    run: async (backend, harness) => {
      const { backend: lost, close } = await harness.open();
      lost.useConnection({ ...harness.candidate, uri: `http://127.0.0.1:${await closedPort()}` });
      const error = await lost.getItem(itemId('1')).catch((reason: unknown) => reason);
      await close();
      assert.ok(error === undefined || typeof error === 'object');
      if (isMediafoldError(error)) assert.ok(error.stack !== undefined);
      const shown = [backend, error].flatMap((value) => [
        inspect(value, { depth: 9, showHidden: true }),
        JSON.stringify(value),
        String(value),
      ]);
      for (const secret of harness.secrets) {
        assert.ok(!shown.some((text) => text.includes(secret)), 'a credential can be seen');
      }
    },
  },
];
