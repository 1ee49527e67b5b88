import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recording, recordingNames, sharedMissing, sharedNote } from '../shared-folder.ts';
import { differences, leftOut, leftOutSteps, ownTests } from './differences.ts';
import { beforeInstead, groups, servers } from './plan.ts';
import { type Replay, startReplay } from './replay.ts';

interface Tally {
  equal: number;
  listed: number;
  leftOut: number;
}

const occurred = new Set<unknown>();
const tallies = new Map<string, Tally>();

/** What no row of the table explains. */
function unlisted(step: string, found: readonly string[]): readonly string[] {
  return found.filter((each) => {
    const row = differences.find((difference) => difference.step.test(step) && difference.where.test(each));
    if (row !== undefined) occurred.add(row);
    return row === undefined;
  });
}

describe.skipIf(sharedMissing).each(servers)(`recorded conversations of $version${sharedNote}`, (server) => {
  const { folder } = server;
  const tally: Tally = { equal: 0, listed: 0, leftOut: 0 };
  let replay: Replay;
  beforeAll(async () => {
    tallies.set(folder, tally);
    replay = await startReplay(server);
  });
  afterAll(() => replay.close());

  const names = sharedMissing ? [] : recordingNames(folder);

  test('every group is replayed here or elsewhere, or named as left out', () => {
    const planned = new Set([...groups.map(({ name }) => name), ...Object.keys(leftOut), ...Object.keys(ownTests)]);
    expect(names.filter((name) => !planned.has(name))).toEqual([]);
    for (const name of names) if (name in leftOut) tally.leftOut += recording(folder, name).length;
  });

  test.each(groups.filter(({ name }) => names.includes(name)))('$name', async (group) => {
    const all = recording(folder, group.name);
    const steps = all.filter(({ name }) => !(`${group.name}/${name}` in leftOutSteps));
    tally.leftOut += all.length - steps.length;
    const before = beforeInstead[`${folder}/${group.name}`] ?? group.before ?? [];
    const wrong: Record<string, readonly string[]> = {};
    for (const [name, found] of await replay.group(group, steps, before)) {
      const step = `${folder}/${group.name}/${name}`;
      const unexplained = unlisted(step, found);
      if (unexplained.length > 0) wrong[step] = unexplained;
      else if (found.length > 0) tally.listed += 1;
      else tally.equal += 1;
    }
    expect(wrong).toEqual({});
  });
});

describe.skipIf(sharedMissing)('the table of differences', () => {
  test('has no row that no longer occurs', () => {
    expect(differences.filter((row) => !occurred.has(row)).map(({ step, where }) => `${step} ${where}`)).toEqual([]);
  });

  afterAll(() => {
    for (const [folder, { equal, listed, leftOut: out }] of tallies) {
      const steps = equal + listed;
      process.stdout.write(
        `replay of Jellyfin ${folder}: ${steps} steps replayed, ${equal} equal, ${listed} with listed differences, ${out} left out\n`,
      );
    }
  });
});
