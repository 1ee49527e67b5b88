import type { FileWork, StreamWork } from '../works.ts';

/** The few kinds of file in the attic: small, of ten minutes, and each with something that players stumble over. */

const picture: StreamWork = {
  type: 'video',
  codec: 'h264',
  profile: 'Constrained Baseline',
  level: 11,
  codecTag: 'avc1',
};

const mp4Streams: readonly StreamWork[] = [
  { ...picture, language: 'und', isDefault: true, bitrate: 19_000 },
  { type: 'audio', codec: 'aac', profile: 'LC', codecTag: 'mp4a', language: 'und', isDefault: true, bitrate: 16_000 },
];

const base = {
  videoCodec: 'h264',
  audioCodec: 'aac',
  width: 320,
  height: 180,
  bitrateKbps: 37,
  sizeBytes: 2_775_000,
  audioLanguages: ['und'],
  subtitleLanguages: [],
  chapters: 0,
} as const;

/** Languages are written as undetermined. */
export const plainMp4: FileWork = { ...base, container: 'mp4', streams: mp4Streams };

/** Two subtitle files beside it, one of them only for foreign parts. */
export const subtitledMp4: FileWork = {
  ...plainMp4,
  subtitleLanguages: ['deu', 'eng'],
  streams: [
    { type: 'subtitle', codec: 'subrip', language: 'deu', isForced: true, external: true },
    { type: 'subtitle', codec: 'subrip', language: 'eng', external: true },
    ...mp4Streams,
  ],
};

const { codecTag: _, ...untagged } = picture;

/** Two sound tracks, two subtitle tracks inside, three chapters, and nothing of it marked as default. */
export const manyTracksMkv: FileWork = {
  ...base,
  container: 'mkv',
  bitrateKbps: 87,
  sizeBytes: 6_525_000,
  audioLanguages: ['eng', 'deu'],
  subtitleLanguages: ['eng', 'deu'],
  chapters: 3,
  streams: [
    { ...untagged },
    { type: 'audio', codec: 'aac', profile: 'LC', language: 'eng', bitrate: 192_000 },
    { type: 'audio', codec: 'ac3', language: 'deu', title: 'Gespräch', bitrate: 32_000 },
    { type: 'subtitle', codec: 'subrip', language: 'eng' },
    { type: 'subtitle', codec: 'subrip', language: 'deu', isForced: true },
  ],
};

/** What no browser plays. */
export const oldAvi: FileWork = {
  ...base,
  container: 'avi',
  videoCodec: 'mpeg4',
  audioCodec: 'mp3',
  bitrateKbps: 65,
  sizeBytes: 4_875_000,
  streams: [
    { type: 'video', codec: 'mpeg4', profile: 'Simple Profile', level: 1, codecTag: 'FMP4', bitrate: 24_000 },
    { type: 'audio', codec: 'mp3', bitrate: 16_000 },
  ],
};

/** One second without sound: trailers, and the films of the big library. */
export const silentMkv: FileWork = {
  ...base,
  container: 'mkv',
  width: 160,
  height: 90,
  bitrateKbps: 21,
  sizeBytes: 2_625,
  audioLanguages: [],
  streams: [{ ...untagged, level: 10, bitrate: 21_000 }],
};

const sound: StreamWork = { type: 'audio', codec: 'mp3', bitrate: 32_000 };

export const song: FileWork = {
  ...base,
  container: 'mp3',
  audioCodec: 'mp3',
  width: 0,
  height: 0,
  bitrateKbps: 32,
  sizeBytes: 120_000,
  audioLanguages: [],
  streams: [sound],
};

export const songWithLyrics: FileWork = {
  ...song,
  streams: [sound, { type: 'lyric', codec: '' }],
};
