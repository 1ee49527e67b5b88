import type { FileWork, StreamWork } from '../catalogue/works.ts';

/** What is in a file of which only codecs and languages are known. Files in mp4 have their subtitles beside them. */
export function streamsOf(file: FileWork): readonly StreamWork[] {
  if (file.streams !== undefined) return file.streams;
  const external = file.container === 'mp4';
  const h264 = file.videoCodec === 'h264';
  const subtitles = file.subtitleLanguages.map(
    (language): StreamWork => ({ type: 'subtitle', codec: 'subrip', language, external }),
  );
  const embedded: readonly StreamWork[] = [
    {
      ...{ type: 'video', codec: file.videoCodec, language: 'und', isDefault: true },
      ...{ profile: h264 ? 'High' : 'Main', level: h264 ? 41 : 120, bitrate: file.bitrateKbps * 1000 - 256_000 },
      ...(external ? { codecTag: h264 ? 'avc1' : 'hev1' } : {}),
    },
    ...file.audioLanguages.map(
      (language, at): StreamWork => ({
        ...{ type: 'audio', codec: file.audioCodec, language, isDefault: at === 0, bitrate: 256_000 },
        ...(file.audioCodec === 'aac' ? { profile: 'LC' } : {}),
        ...(external && file.audioCodec === 'aac' ? { codecTag: 'mp4a' } : {}),
      }),
    ),
  ];
  return external ? [...subtitles, ...embedded] : [...embedded, ...subtitles];
}
