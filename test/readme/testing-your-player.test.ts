import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readScenario } from '../../src/testing/scenario/read-scenario.ts';
import { blocksOf, ownProject } from './own-project.ts';

const guide = 'docs/testing-your-player.md';
const [vitestExample = '', nodeExample = '', networkExample = '', ...more] = blocksOf(guide, 'ts');
const project = ownProject('vitest');
afterAll(project.remove);

/** What vitest says of the example. */
async function tried(name: string, example: string): Promise<unknown> {
  const file = `${name}.test.ts`;
  const report = `${name}.json`;
  const args = ['node_modules/vitest/vitest.mjs', 'run', file, '--reporter=json', `--outputFile=${report}`];
  const { code } = await project.run(file, example, args);
  return { code, ...JSON.parse(readFileSync(join(project.folder, report), 'utf8')) };
}

test('the vitest example passes', async () => {
  expect(await tried('player', vitestExample)).toMatchObject({ code: 0, numPassedTests: 2, numTotalTests: 2 });
});

test('the vitest example fails when the player stores nothing', async () => {
  const broken = vitestExample.replace("{ method: 'POST', headers }", '{ headers }');
  expect(await tried('broken', broken)).toMatchObject({ code: 1, numFailedTests: 2 });
});

test('the node:test example passes', async () => {
  const args = ['--test', '--test-reporter=tap', 'node.test.ts'];
  const { code, out } = await project.run('node.test.ts', nodeExample, args);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^# pass 2$/m) });
});

test('the example of a network that misbehaves says what happens', async () => {
  const { code, out } = await project.run('network.ts', networkExample, ['network.ts']);
  expect({ code, lines: out.trim().split('\n') }).toEqual({
    code: 0,
    lines: ['200', 'nobody is there', '0 credentials went there'],
  });
});

test('the scenario in the guide can be read', () => {
  const [scenario = '', ...others] = blocksOf(guide, 'json');
  expect(readScenario(JSON.parse(scenario)).events).toHaveLength(3);
  expect(others).toEqual([]);
});

test('every example of the guide is run here', () => {
  expect(more).toEqual([]);
});
