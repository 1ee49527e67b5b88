import type { Clock } from '../../../models/clock.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http-client.ts';
import type { PlexTv } from './plex-tv.ts';

/**
 * plex.tv's time, measured by its answers: machines are an hour or a year wrong, and what a device signs must be right.
 *
 * Browsers show the header `Date` of another origin only if it allows that. There, the time of the newest token counts, and
 * before the first one the machine's own.
 */
export interface PlexTime {
  /** Epoch milliseconds; undefined before the first measurement. */
  now(): number | undefined;
  /** Plex.tv said that it is this moment, epoch milliseconds. */
  tell(moment: number): void;
}

export function createPlexTime(clock: Clock): PlexTime {
  let aheadMs: number | undefined;
  return {
    now: () => (aheadMs === undefined ? undefined : clock.now() + aheadMs),
    tell: (moment) => {
      aheadMs = moment - clock.now();
    },
  };
}

/** The same plex.tv; the time is measured with every answer. */
export function timed(plexTv: PlexTv, time: PlexTime): PlexTv {
  return {
    ...plexTv,
    http: {
      async send<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>> {
        const answer = await plexTv.http.send(request);
        const moment = Date.parse(answer.headers.get('date') ?? '');
        if (Number.isFinite(moment)) time.tell(moment);
        return answer;
      },
    },
  };
}
