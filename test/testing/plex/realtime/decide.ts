import type { Answer } from '../harness.ts';
import type { Stage } from './stage.ts';

const extra =
  'add-transcode-target(type=videoProfile&context=streaming&protocol=hls&container=mpegts&videoCodec=h264&audioCodec=aac)' +
  '+add-direct-play-profile(type=videoProfile&container=mkv,mp4&videoCodec=*&audioCodec=*)';

export const route: string = '/video/:/transcode/universal';

export interface DecisionWish {
  readonly directPlay?: 0 | 1;
  readonly session?: string;
  readonly extra?: string;
  readonly platform?: string;
  readonly profile?: string;
  readonly more?: string;
}

/** Asks whether the first movie can be played, by default with a conversion. */
export function decide({ server, ask }: Stage, wish: DecisionWish = {}): Promise<Answer> {
  const { directPlay = 0, session = 'tc-1', platform = 'Generic', profile = 'Generic', more = '' } = wish;
  const path = encodeURIComponent(`/library/metadata/${server.ratingKeys.movie(1)}`);
  const query = `path=${path}&protocol=hls&directPlay=${directPlay}&session=${session}${more}`;
  return ask(`${route}/decision?${query}`, {
    clientId: 'tv',
    headers: {
      'X-Plex-Platform': platform,
      'X-Plex-Client-Profile-Name': profile,
      'X-Plex-Client-Profile-Extra': wish.extra ?? extra,
    },
  });
}
