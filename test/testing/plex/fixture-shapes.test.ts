import { afterAll, describe, expect, test } from 'vitest';
import {
  type FixtureDifference,
  fixturesOf,
  shapeDifferences,
  unexplained,
} from '../jellyfin/fixture-shapes-compare.ts';
import { differences } from './fixture-shapes-differences.ts';
import { plans } from './fixture-shapes-plan.ts';
import { call, plexWith } from './harness.ts';
import { listenBySocket, stage } from './realtime/stage.ts';
import { shared, skippedWithout } from './shared.ts';

const folder = shared('fixtures/plex');
const enums =
  /(?:^|\.)(?:type|agent|scanner|identifier|streamType|subtype|librarySectionType|viewGroup|viewMode|protocol|provides|decision|location|fieldType|playlistType|hubIdentifier|context)$/;

/** `Device.name`, for every attribute in the document. */
function attributesOf(xml: string): ReadonlySet<string> {
  return new Set(
    [...xml.matchAll(/<([A-Za-z]\w*)((?:\s+\w+="[^"]*")*)/g)].flatMap(([, element = '', attributes = '']) =>
      [...attributes.matchAll(/(\w+)=/g)].map(([, name = '']) => `${element}.${name}`),
    ),
  );
}

/** What is to be copied to a telephone: the mock keeps no such lists. */
const attributesLeftOut: readonly string[] = ['itemsCompleteCount', 'totalSize', 'version'].map(
  (name) => `SyncList.${name}`,
);

describe.skipIf(folder === undefined)(`shapes of answers that others recorded${skippedWithout(folder)}`, () => {
  const fixtures = fixturesOf('plex');
  const used = new Set<FixtureDifference>();
  const counted = { compared: 0, listed: 0 };

  test('every file is compared, or it is said why not', () => {
    expect(new Set(fixtures.map(({ name }) => name))).toEqual(new Set(Object.keys(plans)));
  });

  test.each(fixtures.filter(({ name }) => 'ours' in (plans[name] ?? {})))('$name', async ({ name, complete, read }) => {
    const plan = plans[name];
    if (plan === undefined || !('ours' in plan)) throw new Error(`no plan for ${name}`);
    const recorded: unknown = JSON.parse(read());
    const rules = { complete, enums, dictionaries: /(?!)/ };
    const found = shapeDifferences(recorded, await plan.ours(await plexWith()), rules);
    counted.compared += 1;
    counted.listed += found.length > 0 ? 1 : 0;
    expect(unexplained(name, found, differences, used)).toEqual([]);
  });

  const recordedText = (name: string): string => fixtures.find((each) => each.name === name)?.read() ?? '';

  test('a frame of the library', async () => {
    const { server } = await stage();
    const heard = await listenBySocket(server);
    server.addMovie(50);
    await heard.count(1);
    const ours = { NotificationContainer: heard.notes[0]?.value };
    const recorded: unknown = JSON.parse(recordedText('websocket/timeline-created-1.43.json'));
    expect(shapeDifferences(recorded, ours, { complete: true, enums, dictionaries: /(?!)/ })).toEqual([]);
  });

  test('attributes of devices', async () => {
    const { plexTv, account } = await plexWith();
    const { text } = await call(`${plexTv.url}/devices.xml`, { token: account.token });
    const recorded = attributesOf(recordedText('plextv-resources/devices-v1.xml'));
    expect(recorded.size).toBeGreaterThan(10);
    const ours = attributesOf(text);
    expect([...recorded].filter((each) => !ours.has(each))).toEqual(attributesLeftOut);
  });

  test('no listed difference has gone', () => {
    expect(differences.filter((row) => !used.has(row)).map(({ file, where }) => `${file} ${where}`)).toEqual([]);
  });

  afterAll(() => {
    const out = fixtures.length - counted.compared;
    process.stdout.write(
      `recorded Plex answers: ${counted.compared} compared, ${counted.listed} with listed differences, ${out} not\n`,
    );
  });
});
