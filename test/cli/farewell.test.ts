import { describe, expect, test } from 'vitest';
import { documentOf } from './run-cli.ts';
import { sharedHouse } from './shared-house.ts';

describe('how a sign-in ends', () => {
  const house = sharedHouse();
  const { run, linkJellyfin, items } = house;
  const loggedOut = (): number => house.mock.jellyfin.log.to(/Sessions\/Logout/).length;

  test('sign-out ends the session on the server, keeps the catalogue, and waits', async () => {
    await linkJellyfin();
    await run(['sync']);
    const count = await items();
    const out = await run(['sign-out', house.mock.jellyfin.name]);
    expect(out).toMatchObject({ code: 0 });
    expect(out.stdout).toContain('session on the server was ended');
    expect(out.stdout).toContain(`mediafold link jellyfin ${house.mock.jellyfin.url}`);
    expect(loggedOut()).toBe(1);
    expect(await items()).toBe(count);
    expect(await run(['whoami'])).toMatchObject({ code: 4 });
    expect(await run(['sync'])).toMatchObject({ code: 4 });
    expect((await linkJellyfin()).stdout).toMatch(/^Signed in again/);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('unlink ends the session too, unless it is to be kept', async () => {
    await linkJellyfin();
    const gone = await run(['unlink', house.mock.jellyfin.name, '--yes']);
    expect(gone.stdout).toContain('session on the server was ended');
    expect(loggedOut()).toBe(1);
    await linkJellyfin();
    const kept = await run(['unlink', house.mock.jellyfin.name, '--yes', '--keep-session', '--json']);
    expect(documentOf(kept)).toMatchObject({ signedOut: { revoked: false } });
    expect(loggedOut()).toBe(1);
  });

  test.each([[['sign-out']], [['unlink', '--yes']]])(
    '%j with the server away forgets it here, and says so',
    async (args) => {
      await linkJellyfin();
      house.mock.jellyfin.setReachable(false);
      const [name = '', ...rest] = args;
      const out = await run([name, house.mock.jellyfin.name, ...rest]);
      expect(out).toMatchObject({ code: 0 });
      expect(out.stdout).toContain('not ended on the server');
      expect(out.stdout).toContain("stays in the server's list of devices");
      house.mock.jellyfin.setReachable(true);
      const { sources } = documentOf<{ sources: readonly { credential?: string }[] }>(await run(['sources', '--json']));
      expect(sources.filter(({ credential }) => credential !== undefined)).toEqual([]);
    },
  );
});
