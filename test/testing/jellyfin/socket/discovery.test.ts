import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../http/harness.ts';
import { recording, sharedMissing, sharedNote } from '../shared-folder.ts';
import { stage } from './socket-client.ts';

const asking: Socket[] = [];

afterEach(() => {
  for (const socket of asking.splice(0)) socket.close();
});

interface Asker {
  readonly heard: unknown[];
  ask(text: string): void;
}

function asker(port: number | undefined): Asker {
  const socket = createSocket('udp4');
  asking.push(socket);
  const heard: unknown[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  return { heard, ask: (text) => socket.send(text, port, '127.0.0.1') };
}

/** What each of the texts was answered with. The last one is always answered, so that silence can be seen. */
async function answersTo(texts: readonly string[], port: number | undefined): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const text of texts) {
    const { heard, ask } = asker(port);
    const witness = asker(port);
    ask(text);
    witness.ask('who is JellyfinServer?');
    await until(() => witness.heard.length === 1);
    answers.push(heard[0] ?? null);
  }
  return answers;
}

describe('discovery by UDP', () => {
  it('answers the question in any case and among other text, and no other one', async () => {
    const { mock } = await stage({ discoveryPort: 0, basePath: '/jelly' });
    const answer = { Address: mock.url, Id: mock.serverId, Name: mock.name, EndpointAddress: null };
    const questions = ['who is JellyfinServer?', 'hello, WHO IS JELLYFINSERVER? please', 'who is EmbyServer?', ''];
    expect(await answersTo(questions, mock.discoveryPort)).toEqual([answer, answer, null, null]);
  });

  it('is off unless it is asked for', async () => {
    const { mock } = await stage();
    expect(mock.discoveryPort).toBeUndefined();
  });

  it.skipIf(sharedMissing)(`answers what a real server answered${sharedNote}`, async () => {
    const { mock } = await stage({ discoveryPort: 0 });
    const steps = recording('12', 'discovery-udp') as unknown as readonly { sent: string; answer: object | null }[];
    const answers = await answersTo(
      steps.map(({ sent }) => sent),
      mock.discoveryPort,
    );
    const names = (answer: unknown): unknown => (answer === null ? null : Object.keys(answer as object));
    expect(answers.map(names)).toEqual(steps.map(({ answer }) => names(answer)));
  });
});

describe('another identity', () => {
  it('is told everywhere, and taken back', async () => {
    const { mock, login } = await stage({ discoveryPort: 0 });
    const client = await login();
    const other = 'f'.repeat(32);
    mock.pretendToBe(other);
    expect((await client.get('/System/Info/Public')).json()).toMatchObject({ Id: other });
    expect((await client.get('/System/Info')).json()).toMatchObject({ Id: other });
    expect(await answersTo(['who is JellyfinServer?'], mock.discoveryPort)).toMatchObject([{ Id: other }]);
    expect(mock.serverId).not.toBe(other);
    mock.pretendToBe();
    expect((await client.get('/System/Info/Public')).json()).toMatchObject({ Id: mock.serverId });
  });
});

describe('ids that are given anew', () => {
  it('belong to the same titles and the same watch state', async () => {
    const { mock, login } = await stage();
    const client = await login();
    const oldId = mock.movieId(4);
    const oldView = mock.libraries[0]?.id;
    await client.send('POST', `/UserFavoriteItems/${oldId}`);
    const path = '/Items?recursive=true&includeItemTypes=Movie&sortBy=SortName&fields=Overview';
    const before = (await client.page(path)).Items;
    mock.reissueIds();
    const after = (await client.page(path)).Items;
    expect(after.map(({ Name }) => Name)).toEqual(before.map(({ Name }) => Name));
    expect(new Set([...before, ...after].map(({ Id }) => Id)).size).toBe(before.length * 2);
    expect((await client.get(`/Items/${oldId}`)).status).toBe(404);
    const favourites = (await client.page(`${path}&isFavorite=true`)).Items;
    expect(favourites.map(({ Id }) => Id)).toEqual([mock.movieId(4)]);
    expect(mock.libraries[0]?.id).not.toBe(oldView);
  });
});

describe('TLS', () => {
  it('gives the authority to trust', async () => {
    const { mock } = await stage({ tls: 'good' });
    expect(mock.url).toMatch(/^https:/);
    expect(mock.ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const { request } = await import('node:https');
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${mock.url}/System/Ping`, { ca: mock.ca }, ({ statusCode }) => resolve(statusCode));
      asked.on('error', reject).end();
    });
    expect(status).toBe(200);
  });
});
