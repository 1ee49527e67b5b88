import type { UserOptions } from '../jellyfin/accounts.ts';
import type { JellyfinVersion } from '../jellyfin/version-traits.ts';
import type { MockPlexUserOptions } from '../plex/accounts.ts';
import { fault } from './read-fault.ts';
import { choice, flag, listOf, numberFrom, oneOf, type Reader, shape, text, wholeFrom } from './read-value.ts';
import type { Scenario, ScenarioEvent } from './scenario.ts';

const version: Reader<JellyfinVersion> = oneOf('10.8.13', '10.10.7', '10.11.11', '12.0.0');
const at = wholeFrom(0);
const on = oneOf('plex', 'jellyfin');
const movie = wholeFrom(0);
/** Rating keys of the mock Plex server leave room for so many. */
const count = wholeFrom(0, 1_500_000);

type Event<D extends ScenarioEvent['do']> = Extract<ScenarioEvent, { do: D }>;

const watching = shape<Extract<ScenarioEvent, { do: 'watch' | 'unwatch' }>>(
  { at, on, do: oneOf('watch', 'unwatch'), movie, user: text },
  'at',
  'movie',
);

const events: { readonly [D in ScenarioEvent['do']]: Reader<ScenarioEvent> } = {
  addMovie: shape<Event<'addMovie'>>({ at, on, do: oneOf('addMovie'), count: wholeFrom(1, 100_000) }, 'at'),
  removeMovie: shape<Event<'removeMovie'>>({ at, on, do: oneOf('removeMovie'), movie }, 'at', 'movie'),
  editMovie: shape<Event<'editMovie'>>(
    {
      ...{ at, on, do: oneOf('editMovie'), movie },
      ...{ title: text, overview: text, year: wholeFrom(1800, 3000), genres: listOf(text) },
    },
    'at',
    'movie',
  ),
  watch: watching,
  unwatch: watching,
  scanStorm: shape<Event<'scanStorm'>>({ at, on, do: oneOf('scanStorm'), entries: wholeFrom(1) }, 'at', 'entries'),
  restart: shape<Event<'restart'>>({ at, on, do: oneOf('restart') }, 'at'),
  revokeTokens: shape<Event<'revokeTokens'>>({ at, on, do: oneOf('revokeTokens'), user: text }, 'at'),
  upgrade: shape<Event<'upgrade'>>({ at, on: oneOf('jellyfin'), do: oneOf('upgrade'), version }, 'at', 'version'),
};

const scenario: Reader<Scenario> = shape<Scenario>({
  seed: wholeFrom(0),
  movies: count,
  shows: count,
  overlap: numberFrom(0, 1),
  pace: oneOf('instant', 'real'),
  jellyfin: shape<NonNullable<Scenario['jellyfin']>>({
    version,
    library: oneOf('generated', 'attic'),
    users: listOf(
      shape<UserOptions>(
        {
          name: text,
          password: text,
          admin: flag,
          disabled: flag,
          libraries: listOf(text),
          lockoutAfter: wholeFrom(1),
        },
        'name',
        'password',
      ),
    ),
    enableLegacyAuthorization: flag,
    quickConnect: flag,
  }),
  plex: shape<NonNullable<Scenario['plex']>>({
    version: text,
    users: listOf(shape<MockPlexUserOptions>({ title: text, pin: text, restricted: flag }, 'title')),
  }),
  faults: listOf(fault),
  events: listOf(choice<ScenarioEvent>('do', events)),
});

/**
 * A scenario from what a JSON file holds.
 *
 * @throws {MediafoldError} `invalid-argument`: names the place (`events[2].at`) and what should be there
 */
export function readScenario(value: unknown): Scenario {
  return scenario(value, '');
}
