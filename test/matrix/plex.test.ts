import { ofPlex, type PlexWhat, plexHappenings } from './happenings.ts';
import { plexWays } from './plex-rows.ts';
import { type TableRow, testRows } from './test-rows.ts';

const rows: readonly TableRow[] = Object.entries(plexWays).flatMap(([way, { start, credential, endings }]) =>
  Object.entries(endings).map(([what, ending]) => ({
    ...{ way: `Plex, ${way}`, what, ending, credential, start },
    happening: ofPlex(plexHappenings[what as PlexWhat]),
  })),
);

testRows(rows);
