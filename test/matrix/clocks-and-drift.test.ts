/** The whole way, from the sign-in over a restart to the renewal, with a wrong clock or a plex.tv that changes its answers. */
import { type Drift, drifts } from './drift.ts';
import { type JellyfinWhat, jellyfinHappenings, ofJellyfin, ofPlex, plexHappenings } from './happenings.ts';
import { jellyfinWays } from './jellyfin-rows.ts';
import { plexWays } from './plex-rows.ts';
import { type TableRow, testRows } from './test-rows.ts';

const hour = 3_600_000;
const clocks: readonly (readonly [how: string, aheadMs: number])[] = [
  ['a clock that is an hour ahead', hour],
  ['a clock that is an hour behind', -hour],
  ['a clock that is a year ahead', 365 * 24 * hour],
  ['a clock that is years behind, as without a battery', -20 * 365 * 24 * hour],
];

const asleep = 'ten days pass and the server forgets its tokens';

function plexRow(way: string, how: string, more: { readonly aheadMs?: number; readonly drift?: Drift }): TableRow {
  const known = plexWays[way];
  if (known === undefined) throw new Error(`no way ${way}`);
  const { start, credential } = known;
  const happening = ofPlex(plexHappenings[asleep]);
  return { way: `Plex, ${way}, ${how}`, what: asleep, ending: 'renewed', credential, start, happening, ...more };
}

function jellyfinRow(way: string, how: string, what: JellyfinWhat, aheadMs: number): TableRow {
  const known = jellyfinWays[way];
  const ending = known?.endings[what];
  if (known === undefined || ending === undefined) throw new Error(`no way ${way}: ${what}`);
  const { credential } = known;
  const happening = ofJellyfin(jellyfinHappenings[what]);
  const start = () => known.start('12.0.0');
  return { way: `Jellyfin, ${way}, ${how}`, what, ending, credential, start, happening, aheadMs };
}

testRows([
  ...clocks.flatMap(([how, aheadMs]) => [
    plexRow('PIN of four characters', how, { aheadMs }),
    plexRow('PIN with a device key', how, { aheadMs }),
    jellyfinRow('password that is kept', how, 'the token is revoked', aheadMs),
    jellyfinRow('Quick Connect', how, 'ten days pass', aheadMs),
  ]),
  ...drifts.flatMap((drift) =>
    ['PIN of four characters', 'PIN with a device key', 'Home member with a PIN', 'account token of another app'].map(
      (way) => plexRow(way, drift, { drift }),
    ),
  ),
]);
