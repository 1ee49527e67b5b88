import { describe, expect, test } from 'vitest';
import { sharedHouse } from './shared-house.ts';
import { whoIs } from './who.ts';

describe('a household with one Plex account', () => {
  const house = sharedHouse();
  const { run, linkPlex } = house;

  test('a member of the Plex Home is a source of their own, with a PIN where one is asked for', async () => {
    expect(await run(['link', 'plex', '--profile', 'Careful', '--token-stdin', '--pin-stdin'], 'x\n')).toMatchObject({
      code: 2,
    });
    await linkPlex();
    const wrong = await run(['link', 'plex', '--profile', 'careful', '--pin-stdin'], '1111\n');
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('PIN');
    expect(wrong.stderr).not.toContain('1111');
    expect(await run(['link', 'plex', '--profile', 'Careful', '--pin-stdin'], '2580\n')).toMatchObject({ code: 0 });
    expect(await run(['link', 'plex', '--profile', 'Junior'])).toMatchObject({ code: 0 });
    const nobody = await run(['link', 'plex', '--profile', 'Nobody']);
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.stderr).toMatch(/no profile|no linked Plex account has a profile "Nobody".*Junior/);
    const all = await whoIs(run(['whoami', '--json']));
    expect(all.map(({ user }) => user.name)).toEqual(expect.arrayContaining(['Careful', 'Junior']));
    expect(all).toHaveLength(3);
  });
});
