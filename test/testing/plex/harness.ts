import { afterEach } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import type { World } from '../../../src/testing/catalogue/works.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, type MockPlexOptions, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';

export const world: World = createWorld(5);

export const small = { movies: { from: 0, count: 30 }, shows: { from: 0, count: 6 } } as const;

/** Stands still until it is moved. */
export interface TestClock extends Clock {
  pass(ms: number): void;
}

export function testClock(): TestClock {
  let now = Date.UTC(2026, 10, 21, 12);
  const pass = (ms: number): void => {
    now += ms;
  };
  return {
    now: () => now,
    pass,
    sleep: async (ms) => {
      pass(ms);
    },
  };
}

const running: MockPlex[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((plex) => plex.close()));
});

/** A mock that is closed after the test. */
export async function plexWith(options: Partial<MockPlexOptions> = {}): Promise<MockPlex> {
  const plex = await startMockPlex({ world, servers: [{ holdings: small }], ...options });
  running.push(plex);
  return plex;
}

export async function serverWith(options: Partial<MockPlexOptions> = {}): Promise<MockPlexServer> {
  return only((await plexWith(options)).servers);
}

export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('there is nothing in the list');
  return first;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Loose;
}

/** JSON as a test reads it: a missing step gives an empty one. */
export interface Loose {
  readonly value: unknown;
  at(...path: readonly (string | number)[]): Loose;
  list(): readonly Loose[];
}

export function loose(value: unknown): Loose {
  const step = (from: unknown, name: string | number): unknown =>
    typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return {
    value,
    at: (...path) => loose(path.reduce<unknown>(step, value)),
    list: () => (Array.isArray(value) ? value.map(loose) : []),
  };
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string;
  readonly clientId?: string;
  readonly accept?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | URLSearchParams;
}

export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { method = 'GET', token, clientId, accept = 'application/json', headers = {}, body } = options;
  const response = await fetch(url, {
    method,
    headers: {
      accept,
      ...(token === undefined ? {} : { 'X-Plex-Token': token }),
      ...(clientId === undefined ? {} : { 'X-Plex-Client-Identifier': clientId }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, text, json: loose(isJson ? JSON.parse(text) : null) };
}

/** A call to a server with the account's own token for it. */
export function ask(server: MockPlexServer, path: string, options: CallOptions = {}): Promise<Answer> {
  return call(`${server.url}${path}`, { token: server.accessToken, ...options });
}

/** The container of a JSON answer. */
export async function containerOf(server: MockPlexServer, path: string, options: CallOptions = {}): Promise<Loose> {
  return (await ask(server, path, options)).json.at('MediaContainer');
}

/** The rating keys of a listing. */
export function keysOf(container: Loose): readonly unknown[] {
  return container
    .at('Metadata')
    .list()
    .map((row) => row.at('ratingKey').value);
}
