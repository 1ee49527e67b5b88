import { describe, expect, it } from 'vitest';
import { isMediafoldError } from '../../../src/errors.ts';
import { readScenario } from '../../../src/testing/scenario/read-scenario.ts';

function problemOf(value: unknown): string | undefined {
  try {
    readScenario(value);
    return undefined;
  } catch (error) {
    if (!isMediafoldError(error)) throw error;
    return `${error.code}: ${error.explanation}`;
  }
}

const event = (fields: object): object => ({
  events: [
    { at: 0, do: 'restart' },
    { at: 1, ...fields },
  ],
});
const action = (fields: object): object => ({ faults: [{ on: 'plex', action: fields }] });

describe('a scenario file', () => {
  it('is taken as it is when everything in it is known', () => {
    const scenario = {
      ...{ seed: 3, movies: 20, shows: 2, overlap: 0.5, pace: 'real' },
      jellyfin: {
        version: '10.11.11',
        library: 'generated',
        users: [{ name: 'ada', password: 'x', admin: true, libraries: ['Films'] }],
        enableLegacyAuthorization: false,
        quickConnect: false,
      },
      plex: { version: '1.40.0', users: [{ title: 'Kid', pin: '1234', restricted: true }] },
      faults: [
        {
          ...{ on: 'jellyfin', path: '/Items', method: 'GET', skip: 1, times: 2, probability: 0.5 },
          ...{ after: 10, between: [10, 20], action: { kind: 'status', status: 503, headers: { 'retry-after': '1' } } },
        },
        { on: 'plexTv', pattern: '^/api', action: { kind: 'drip', bytes: 10, everyMs: 5 } },
        { on: 'plex', action: { kind: 'mutate', changes: [{ path: 'a.*', change: 'set', value: null }] } },
      ],
      events: [
        { at: 1, do: 'addMovie', count: 2 },
        { at: 2, on: 'plex', do: 'editMovie', movie: 1, title: 'New', year: 2001, genres: ['Drama'] },
        { at: 3, do: 'unwatch', movie: 1, user: 'ada' },
        { at: 4, do: 'upgrade', version: '12.0.0' },
      ],
    };
    expect(readScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  it.each<readonly [unknown, string]>([
    [[], 'the file must be an object'],
    [{ movie: 3 }, 'movie is not known; here may be seed, movies,'],
    [{ movies: '3' }, 'movies must be a whole number'],
    [{ movies: 2_000_000 }, 'movies must be a whole number from 0 to 1500000'],
    [{ overlap: 2 }, 'overlap must be a number from 0 to 1'],
    [{ pace: 'slow' }, 'pace must be one of instant, real'],
    [{ jellyfin: { version: '9' } }, 'jellyfin.version must be one of 10.8.13,'],
    [{ jellyfin: { users: [{ name: 'a' }] } }, 'jellyfin.users[0] needs "password"'],
    [{ plex: { users: {} } }, 'plex.users must be a list'],
    [event({ do: 'dance' }), 'events[1].do must be one of addMovie,'],
    [event({ do: 'removeMovie' }), 'events[1] needs "movie"'],
    [event({ do: 'removeMovie', movie: -1 }), 'events[1].movie must be a whole number of at least 0'],
    [event({ do: 'upgrade', version: '12.0.0', on: 'plex' }), 'events[1].on must be one of jellyfin'],
    [{ events: [{ do: 'restart' }] }, 'events[0] needs "at"'],
    [{ faults: [{ on: 'plex' }] }, 'faults[0] needs "action"'],
    [{ faults: [{ on: 'mars', action: { kind: 'reset' } }] }, 'faults[0].on must be one of plexTv, plex, jellyfin'],
    [{ faults: [{ on: 'plex', pattern: '(', action: { kind: 'reset' } }] }, 'faults[0].pattern must be a regular'],
    [{ faults: [{ on: 'plex', between: [1], action: { kind: 'reset' } }] }, 'faults[0].between must be two times'],
    [action({ kind: 'explode' }), 'faults[0].action.kind must be one of status, delay,'],
    [action({ kind: 'delay' }), 'faults[0].action needs "ms"'],
    [action({ kind: 'status', status: 99 }), 'faults[0].action.status must be a whole number from 200 to 599'],
    [action({ kind: 'status', status: 500, headers: { a: 1 } }), 'faults[0].action.headers.a must be a text'],
    [
      action({ kind: 'mutate', changes: [{ path: 'a', change: 'retype' }] }),
      'faults[0].action.changes[0] needs "type"',
    ],
  ])('%j is refused with its place', (value, problem) => {
    expect(problemOf(value)).toContain(`invalid-argument: ${problem}`);
  });
});
