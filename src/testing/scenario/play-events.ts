import type { Clock } from '../../models/clock.ts';
import type { MockJellyfin } from '../jellyfin/mock-jellyfin.ts';
import type { MockPlex } from '../plex/mock-plex.ts';
import type { MockPlexServer } from '../plex/server/mock-server.ts';
import type { ScenarioEvent } from './scenario.ts';

export interface Stage {
  readonly plexTv: MockPlex;
  readonly plex: MockPlexServer;
  readonly jellyfin: MockJellyfin;
  readonly clock: Clock;
  /** The number of the next movie that the Plex server gets. */
  nextPlexMovie: number;
  readonly closing: AbortSignal;
}

/** An event that has had its time. */
export interface PlayedEvent {
  readonly event: ScenarioEvent;
  readonly on: 'plex' | 'jellyfin';
  /** Why it could not happen: there was no such movie, for example. */
  readonly problem?: string;
}

/** Lets the events happen, each at its time after now. Ends with the last one. */
export async function playEvents(
  stage: Stage,
  events: readonly ScenarioEvent[],
  played: (event: PlayedEvent) => void,
): Promise<void> {
  const { clock, closing } = stage;
  const began = clock.now();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const left = began + event.at - clock.now();
    if (left > 0) await clock.sleep(left, closing);
    for (const on of serversOf(event)) {
      const problem = tried(() => (on === 'plex' ? happenOnPlex : happenOnJellyfin)(stage, event));
      played({ event, on, ...(problem === undefined ? {} : { problem }) });
    }
  }
}

function serversOf({ on, do: what }: ScenarioEvent): readonly ('plex' | 'jellyfin')[] {
  if (what === 'upgrade') return ['jellyfin'];
  return on === undefined ? ['plex', 'jellyfin'] : [on];
}

/** A slip in a scenario must not end servers that others work with: it is told instead. */
function tried(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function happenOnPlex(stage: Stage, event: ScenarioEvent): void {
  const { plex, plexTv } = stage;
  switch (event.do) {
    case 'addMovie':
      for (let left = event.count ?? 1; left > 0; left -= 1) {
        plex.addMovie(stage.nextPlexMovie);
        stage.nextPlexMovie += 1;
      }
      return;
    case 'removeMovie':
      plex.removeMovie(event.movie);
      return;
    case 'editMovie': {
      const { at: _at, on: _on, do: _do, movie, ...changes } = event;
      plex.editMovie(movie, changes);
      return;
    }
    case 'watch':
    case 'unwatch': {
      const user = plexTv.users.find(({ title }) => event.user === undefined || title === event.user);
      if (user === undefined) throw new TypeError(`no user is called ${event.user}`);
      const watched = { viewCount: 1, viewOffset: 0, lastViewedAt: Math.floor(stage.clock.now() / 1000) };
      const change = event.do === 'watch' ? watched : { viewCount: 0, viewOffset: 0 };
      plex.setWatchState(plex.ratingKeys.movie(event.movie), change, user.id);
      return;
    }
    case 'scanStorm':
      plex.scanStorm(event.entries);
      return;
    case 'restart':
      plex.restart();
      return;
    case 'revokeTokens':
      plex.rotateAccessToken();
      return;
    default:
  }
}

function happenOnJellyfin({ jellyfin, clock }: Stage, event: ScenarioEvent): void {
  switch (event.do) {
    case 'addMovie':
      for (let left = event.count ?? 1; left > 0; left -= 1) jellyfin.addMovie();
      return;
    case 'removeMovie':
      jellyfin.removeMovie(event.movie);
      return;
    case 'editMovie': {
      const { at: _at, on: _on, do: _do, movie, ...changes } = event;
      jellyfin.editMovie(movie, changes);
      return;
    }
    case 'watch':
    case 'unwatch': {
      const user = event.user ?? jellyfin.users[0]?.name ?? '';
      const watched = { played: true, playCount: 1, positionMs: 0, lastPlayedAt: clock.now() };
      const change = event.do === 'watch' ? watched : { played: false, playCount: 0, positionMs: 0 };
      jellyfin.setWatchState(user, jellyfin.movieId(event.movie), change);
      return;
    }
    case 'scanStorm':
      jellyfin.scanStorm(event.entries);
      return;
    case 'restart':
      jellyfin.restart();
      return;
    case 'revokeTokens':
      jellyfin.revokeTokens(event.user);
      return;
    case 'upgrade':
      jellyfin.upgrade(event.version);
      return;
  }
}
