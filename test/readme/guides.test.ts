import { afterAll, expect, test } from 'vitest';
import { blocksOf, ownProject } from './own-project.ts';

const project = ownProject();
afterAll(project.remove);

/** What the only example of a guide prints, by line. */
async function tried(guide: string): Promise<readonly string[]> {
  const [example = '', ...more] = blocksOf(`docs/${guide}.md`, 'ts');
  expect(more).toEqual([]);
  const { code, out, err } = await project.run(`${guide}.ts`, example);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.trim().split('\n');
}

test('the example of signing in shows a code, links a server, and tells who has to sign in again', async () => {
  const [open, ...rest] = await tried('sign-in');
  expect(open).toMatch(/^Open https:\/\/plex\.tv\/link/);
  expect(rest).toEqual(['agreed', 'linked Attic', 'show the login again; the catalogue stays']);
});

test('the example of connections goes on at another address', async () => {
  const lines = await tried('connections');
  expect(lines[0]).toBe('online at home');
  expect(lines.slice(-2)).toEqual(['online at another address', 'Films, Shows']);
});
