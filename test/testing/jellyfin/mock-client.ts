import { createWorld } from '../../../src/testing/catalogue/world.ts';
import {
  type MockJellyfin,
  type MockJellyfinOptions,
  startMockJellyfin,
} from '../../../src/testing/jellyfin/mock-jellyfin.ts';

export type Json = Record<string, unknown>;

export const who = 'MediaBrowser Client="Tests", Device="Bench", DeviceId="bench-1", Version="1.0"';

export function startSmall(options: Partial<MockJellyfinOptions> = {}): Promise<MockJellyfin> {
  const holdings = { movies: { from: 0, count: 60 }, shows: { from: 0, count: 12 } };
  return startMockJellyfin({ world: createWorld(11), holdings, ...options });
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  readonly json: () => unknown;
}

export interface Client {
  readonly token: string;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  /** A listing's answer. */
  page(path: string): Promise<{ Items: Json[]; TotalRecordCount: number; StartIndex: number }>;
}

export async function call(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as unknown };
}

export async function login(mock: MockJellyfin, user: number = 0, authorization: string = who): Promise<Reply> {
  const { name, password } = mock.users[user] ?? { name: '', password: '' };
  return call(`${mock.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ Username: name, Pw: password }),
  });
}

export function clientWith(mock: MockJellyfin, token: string, authorization: string = who): Client {
  const headers = { authorization: `${authorization}, Token="${token}"` };
  const get = (path: string, more: Record<string, string> = {}): Promise<Reply> =>
    call(`${mock.url}${path}`, { headers: { ...headers, ...more } });
  return {
    token,
    get,
    send: (method, path, body) =>
      call(`${mock.url}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    page: async (path) => (await get(path)).json() as { Items: Json[]; TotalRecordCount: number; StartIndex: number },
  };
}

export async function signedIn(mock: MockJellyfin, user: number = 0, authorization: string = who): Promise<Client> {
  const answer = (await login(mock, user, authorization)).json() as { AccessToken: string };
  return clientWith(mock, answer.AccessToken, authorization);
}
