import { Agent } from 'undici';
import { type Candidate, type Environment, secret, serverId, userId } from '../../src/index.ts';
import {
  createNetwork,
  createWorld,
  type Holdings,
  type MockPlexServer,
  type PlaceStory,
  startMockPlex,
} from '../../src/testing/index.ts';
import { type Script, scripts } from './scripts.ts';
import { type Connected, connectOnce } from './source.ts';

const holdings: Holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 0 } };

interface Row {
  readonly name: string;
  readonly connected: Connected;
  readonly story: readonly PlaceStory[];
}

/** What becomes of a connection in every scripted network: the choice, the time, the requests, who got the token. */
export async function scripted(quick: boolean): Promise<void> {
  const plex = await startMockPlex({ world: createWorld(7), servers: [{ holdings }, { holdings }] });
  try {
    const [wanted, other] = plex.servers;
    if (wanted === undefined || other === undefined) throw new Error('two servers were asked for');
    const all = scripts(other);
    const rows: Row[] = [];
    // Once unseen: the first of all would carry the loading of code.
    for (const script of all.slice(0, 1)) await play(script, wanted);
    for (const script of all) {
      if (!quick || script.slow !== true) rows.push(await play(script, wanted));
    }
    print(rows);
  } finally {
    await plex.close();
  }
}

async function play({ name, places }: Script, wanted: MockPlexServer): Promise<Row> {
  const network = createNetwork();
  const trusting = new Agent({ connect: { ca: network.ca } });
  try {
    const candidates: Candidate[] = [];
    for (const { kind, ...options } of places) {
      const { uri, secure } = await network.add({ server: wanted, ...options });
      candidates.push({ uri, kind, secure, origin: 'account' });
    }
    const connected = await connectOnce({
      server: {
        type: 'plex',
        name: wanted.name,
        serverId: serverId(wanted.machineIdentifier),
        userId: userId('bench'),
        deviceId: 'bench',
        // Of one server: there is no account that could be asked for more addresses.
        credential: { type: 'plex-server-token', token: secret(wanted.accessToken) },
      },
      candidates,
      environment: { fetch: through(trusting) },
    });
    return { name, connected, story: network.story() };
  } finally {
    await Promise.all([network.close(), trusting.destroy()]);
  }
}

/** Node's own fetch takes a dispatcher, though the type that browsers share with it does not say so. */
function through(dispatcher: Agent): Environment['fetch'] {
  return (input, init) => {
    const options: RequestInit & { readonly dispatcher: Agent } = { ...init, dispatcher };
    return fetch(input, options);
  };
}

function print(rows: readonly Row[]): void {
  const told = rows.map(({ name, connected: { ms, report }, story }) => {
    const chosen = story.find(({ uri }) => uri === report.chosen?.uri)?.label ?? `none: ${report.state.status}`;
    const requests = story.reduce((sum, each) => sum + each.requests.length, 0);
    const tokens = story.filter((each) => each.tokens.length > 0).map(({ label }) => label);
    const to = tokens.length === 0 ? 'nobody' : tokens.join(', ');
    return [name, chosen, `${ms.toFixed(0)} ms`, String(requests), to] as const;
  });
  const table = [['network', 'choice', 'time', 'requests', 'token went to'] as const, ...told];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  process.stdout.write(`scripted networks, Plex, nothing remembered\n${lines.join('\n')}\n`);
}
