import { describe, expect, it } from 'vitest';
import type { JellyfinVersion } from '../../../../src/testing/jellyfin/version-traits.ts';
import { recording, sharedMissing, sharedNote } from '../shared-folder.ts';
import { stage } from './socket-client.ts';

interface RecordedSocket {
  readonly socket: string;
  readonly path: string;
  readonly headers: readonly string[];
  /** 101, or the text of a failure. */
  readonly handshake: number | string;
  readonly first?: { readonly data: unknown };
  readonly 'after KeepAlive'?: { readonly data: unknown };
}

const recorded: readonly (readonly [folder: string, version: JellyfinVersion])[] = [
  ['12', '12.0.0'],
  ['10.11', '10.11.11'],
  ['10.10', '10.10.7'],
];

const typeOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, 'MessageType') : undefined;

describe.skipIf(sharedMissing)(`sockets that were tried on a real server${sharedNote}`, () => {
  it.each(recorded)('%s: opens the same ones, with the same first frames', async (folder, version) => {
    const { mock, login, open } = await stage({ version });
    const { token } = await login();
    const steps = recording(folder, 'sp-sockets') as unknown as readonly RecordedSocket[];
    // One path is none in the recording's own client.
    const tried = steps.filter(({ handshake }) => handshake !== 'ValueError: url is invalid');
    const fill = (text: string): string => text.replace('TOKEN_BOB', token).replace('API_KEY', mock.apiKey);
    for (const step of tried) {
      const headers = step.headers.map((line) => fill(line).split(': ') as [string, string]);
      const socket = await open(fill(step.path), Object.fromEntries(headers));
      const status = /status (\d+)/.exec(String(step.handshake))?.[1];
      expect([step.socket, socket.events[0]]).toEqual([
        step.socket,
        status === undefined ? 'open' : `status ${status}`,
      ]);
      if (status !== undefined) continue;
      const before = await socket.types();
      expect([step.socket, before[0]]).toEqual([step.socket, typeOf(step.first?.data)]);
      socket.send({ MessageType: 'KeepAlive' });
      expect((await socket.types()).at(-1)).toBe(typeOf(step['after KeepAlive']?.data));
    }
    expect(tried.length).toBeGreaterThan(15);
  });
});

describe('who may open a socket', () => {
  it.each([
    [
      '12.0.0',
      { ApiKey: 'open', api_key: 'status 403', header: 'open', legacyHeader: 'status 403', emby: 'status 403' },
    ],
    ['10.11.11', { ApiKey: 'open', api_key: 'open', header: 'open', legacyHeader: 'open', emby: 'open' }],
    ['10.8.13', { ApiKey: 'open', api_key: 'open', header: 'open', legacyHeader: 'open', emby: 'open' }],
  ] as const)('%s', async (version, expected) => {
    const { login, open } = await stage({ version });
    const { token } = await login();
    const answers = {
      ApiKey: await open(`/socket?ApiKey=${token}&deviceId=bench-1`),
      api_key: await open(`/socket?api_key=${token}`),
      header: await open('/socket', { authorization: `MediaBrowser Token="${token}"` }),
      legacyHeader: await open('/socket', { 'x-emby-token': token }),
      emby: await open(`/emby/socket?api_key=${token}`),
    };
    const first = Object.entries(answers).map(([name, { events }]) => [name, events[0]]);
    expect(Object.fromEntries(first)).toEqual(expected);
  });

  it('nobody without a good token, and the log says so', async () => {
    const { mock, open } = await stage();
    expect((await open('/socket')).events[0]).toBe('status 403');
    expect((await open('/socket?ApiKey=00')).events[0]).toBe('status 403');
    expect(mock.log.to('/socket').map(({ status }) => status)).toEqual([403, 403]);
  });

  it('legacy ways only while legacy authorization is on', async () => {
    const { login, open } = await stage({ version: '10.11.11', enableLegacyAuthorization: false });
    expect((await open(`/socket?api_key=${(await login()).token}`)).events[0]).toBe('status 403');
  });

  it('only below the base path', async () => {
    const { mock, login, open } = await stage({ basePath: '/jelly' });
    const { token } = await login();
    expect((await open(`/socket?ApiKey=${token}`)).events[0]).toBe('open');
    mock.log.clear();
    const outside = new URL(mock.url);
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`ws://${outside.host}/socket?ApiKey=${token}`, { followRedirects: false });
    const answer = await new Promise((resolve) => {
      socket.on('error', () => {});
      socket.on('unexpected-response', (_request, response) =>
        resolve([response.statusCode, response.headers.location]),
      );
    });
    expect(answer).toEqual([302, 'jelly/api-docs/swagger']);
  });

  it('nobody while the server starts', async () => {
    const { mock, login, open } = await stage();
    const { token } = await login();
    const before = await open(`/socket?ApiKey=${token}`);
    mock.setStartUp('loading');
    await before.ended();
    expect(before.events).toEqual(['open', 'closed 1001']);
    expect(before.frames.at(-1)?.MessageType).toBe('ServerRestarting');
    expect((await open(`/socket?ApiKey=${token}`)).events[0]).toBe('status 503');
    mock.setStartUp('ready');
    expect((await open(`/socket?ApiKey=${token}`)).events[0]).toBe('open');
  });
});
