import type { JellyfinVersion } from '../../src/testing/index.ts';
import { type JellyfinWhat, jellyfinHappenings, ofJellyfin } from './happenings.ts';
import { jellyfinWays, versions } from './jellyfin-rows.ts';
import { type TableRow, testRows } from './test-rows.ts';

const rowsOf = (version: JellyfinVersion, wanted: readonly JellyfinWhat[] | 'all'): readonly TableRow[] =>
  Object.entries(jellyfinWays).flatMap(([way, { start, credential, endings }]) =>
    Object.entries(endings).flatMap(([name, ending]) => {
      const what = name as JellyfinWhat;
      if (wanted !== 'all' && !wanted.includes(what)) return [];
      const happening = ofJellyfin(jellyfinHappenings[what]);
      return [{ way: `Jellyfin ${version}, ${way}`, what, ending, credential, start: () => start(version), happening }];
    }),
  );

testRows(Object.entries(versions).flatMap(([version, wanted]) => rowsOf(version as JellyfinVersion, wanted)));
