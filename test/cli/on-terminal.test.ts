import { stripVTControlCharacters } from 'node:util';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTerminal, type Ran, type Size, startOnTerminal, temporaryHome } from './run-cli.ts';

const clickable = '\u001B]8;;https://plex.tv/link';
const blocks = /[█▀▄]{3}/;

describe.skipIf(!hasTerminal)('a sign-in on a terminal', () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;

  beforeAll(async () => {
    mock = await startMockServers({ movies: 3, shows: 1 });
  });
  afterAll(async () => {
    await mock.close();
    remove();
  });

  const cue = /enter the code (\w+)/;

  async function link(
    size: Size,
    act: (code: string, running: ReturnType<typeof startOnTerminal>) => void,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<Ran> {
    let isDone = false;
    const running = startOnTerminal(['link', 'plex', ...args], size, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url, ...env },
      onStdout: (text) => {
        const code = cue.exec(stripVTControlCharacters(text))?.[1];
        if (code === undefined || isDone || !text.includes('Waiting for you')) return;
        isDone = true;
        act(code, running);
      },
    });
    return running.ended;
  }
  const approve = (code: string): void => mock.plexTv.approvePin(code);
  const wide: Size = { columns: 100, rows: 60 };

  test('shows code, link and QR code, and is done when the person has agreed', async () => {
    const ran = await link(wide, approve);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(clickable);
    expect(ran.stdout).toMatch(blocks);
    expect(ran.stdout).toContain('Agreed');
    expect(ran.stdout).toContain('Linked');
  });

  test('a small one gets no QR code', async () => {
    const ran = await link({ columns: 80, rows: 20 }, approve);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(clickable);
    expect(ran.stdout).not.toMatch(blocks);
    expect(ran.stdout).toContain('catalogue kept');
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('%j: no escape sequence of ours, no QR code', async (env) => {
    const ran = await link(wide, approve, env);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain('\u001B]8');
    expect(ran.stdout).not.toMatch(blocks);
  });

  test('--json draws nothing either', async () => {
    const ran = await link(wide, approve, {}, ['--json']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain('\u001B]8');
    expect(ran.stdout).not.toMatch(blocks);
  });

  test('Ctrl-C ends it at once, also while plex.tv keeps its answer to itself', async () => {
    mock.plexTv.plexTv.faults.add({ path: /pins\/\d+/, action: { kind: 'black-hole' } });
    const ran = await link(wide, (_code, { child }) => void child.stdin?.write('\u0003'));
    mock.plexTv.plexTv.faults.clear();
    expect(ran.code).toBe(130);
    // The line that changes is gone before anything else is said.
    expect(ran.stdout).toContain('\u001B[2KStopping.');
    expect(ran.stdout).toContain('Nothing was linked.');
  });
});
