import { afterAll, expect, test } from 'vitest';
import { blocksOf, ownProject } from './own-project.ts';

const examples = blocksOf('README.md', 'ts');
const project = ownProject();
afterAll(project.remove);

test('the first example signs in, syncs, and lists three films', async () => {
  const { code, out, err } = await project.run('first.ts', examples[0] ?? '');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toMatch(/^\S+: \d{2,} items\n/);
  expect(out.match(/on 1 server/g)).toHaveLength(3);
});

test('the backend alone lists the libraries', async () => {
  const { code, out, err } = await project.run('second.ts', examples[1] ?? '');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('Films');
});

test('every example of the README is run here', () => {
  expect(examples).toHaveLength(2);
});
