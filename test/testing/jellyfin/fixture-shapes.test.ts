import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type FixtureDifference, fixturesOf, shapeDifferences, unexplained } from './fixture-shapes-compare.ts';
import { differences, type FixtureStage, openStage, plans, versionFor } from './fixture-shapes-plan.ts';
import { sharedMissing, sharedNote } from './shared-folder.ts';
import { stage as socketStage } from './socket/socket-client.ts';

const enums =
  /(?:^|\.)(?:Type|MediaType|LocationType|VideoType|Protocol|PlayAccess|CollectionType|TranscodingSubProtocol|ProductName|RepeatMode|PlaybackOrder|PlayMethod|RefreshStatus|type|title|SubtitleMode|SyncPlayAccess|MessageType)$/;
const dictionaries = /(?:^|\.)(?:ProviderIds|ImageTags|ImageBlurHashes|Trickplay|errors)(?:\.\*)?$/;

describe.skipIf(sharedMissing)(`shapes of answers that others recorded${sharedNote}`, () => {
  const fixtures = fixturesOf('jellyfin');
  const used = new Set<FixtureDifference>();
  const counted = { compared: 0, listed: 0 };
  let stage: FixtureStage | undefined;
  afterEach(() => stage?.mock.close());

  test('every file is compared, or it is said why not', () => {
    expect(new Set(fixtures.map(({ name }) => name))).toEqual(new Set(Object.keys(plans)));
  });

  test.each(fixtures.filter(({ name }) => 'ours' in (plans[name] ?? {})))('$name', async ({ name, complete, read }) => {
    const plan = plans[name];
    if (plan === undefined || !('ours' in plan)) throw new Error(`no plan for ${name}`);
    stage = await openStage(versionFor(name));
    const recorded: unknown = JSON.parse(read());
    const rules = { complete, enums, dictionaries };
    const found = shapeDifferences(plan.part?.(recorded) ?? recorded, await plan.ours(stage), rules);
    counted.compared += 1;
    counted.listed += found.length > 0 ? 1 : 0;
    expect(unexplained(name, found, differences, used)).toEqual([]);
  });

  test('frames of a websocket', async () => {
    const { mock, clock, login, open } = await socketStage({ version: '10.11.11' });
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    mock.addMovie();
    await clock.advance(60_000);
    await socket.types();
    const files = { LibraryChanged: 'librarychanged-10.11.json', ForceKeepAlive: 'server-test-forcekeepalive.json' };
    for (const [type, file] of Object.entries(files)) {
      const name = `websocket/${file}`;
      const recorded: unknown = JSON.parse(fixtures.find((each) => each.name === name)?.read() ?? 'null');
      const ours = socket.frames.find(({ MessageType }) => MessageType === type);
      const found = shapeDifferences(recorded, ours, { complete: false, enums, dictionaries });
      expect(unexplained(name, found, differences, used)).toEqual([]);
    }
  });

  test('no listed difference has gone', () => {
    expect(differences.filter((row) => !used.has(row)).map(({ file, where }) => `${file} ${where}`)).toEqual([]);
  });

  afterAll(() => {
    const out = fixtures.length - counted.compared;
    process.stdout.write(
      `recorded Jellyfin answers: ${counted.compared} compared, ${counted.listed} with listed differences, ${out} not\n`,
    );
  });
});
