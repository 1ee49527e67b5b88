import type { FileWork } from '../../catalogue/works.ts';
import type { Wire, WireObject } from '../wire.ts';
import { streams } from './streams.ts';

interface MediaFacts {
  readonly mediaId: number;
  readonly file: FileWork;
  readonly durationMs: number;
  /** Epoch seconds; part of the address of a file. */
  readonly changedAt: number;
  /** Without the extension. */
  readonly path: string;
  readonly detail: boolean;
}

const resolutions: Readonly<Record<number, string>> = { 3840: '4k', 1920: '1080', 1280: '720' };

/** As `videoResolution` says it. @param width in pixels */
export function resolutionOf(width: number): string {
  return resolutions[width] ?? 'sd';
}

/** One version of an item: one `Media` with one `Part`. Streams only in detail. */
export function media({ mediaId, file, durationMs, changedAt, path, detail }: MediaFacts): readonly Wire[] {
  const isMp4 = file.container === 'mp4';
  const videoProfile = file.videoCodec === 'hevc' ? 'main 10' : 'high';
  const part: WireObject = {
    ...(detail ? { accessible: true, exists: true } : {}),
    id: mediaId,
    key: `/library/parts/${mediaId}/${changedAt}/file.${file.container}`,
    duration: durationMs,
    file: `${path}.${file.container}`,
    size: file.sizeBytes,
    container: file.container,
    has64bitOffsets: isMp4 ? false : undefined,
    // A boolean here and a number on the Media: the server says the same thing in two ways.
    optimizedForStreaming: isMp4 ? true : undefined,
    videoProfile,
    Stream: detail ? streams(file, mediaId) : undefined,
  };
  return [
    {
      id: mediaId,
      duration: durationMs,
      bitrate: file.bitrateKbps,
      width: file.width,
      height: file.height,
      aspectRatio: Math.round((file.width / file.height) * 100) / 100,
      audioChannels: file.audioCodec === 'aac' ? 2 : 6,
      audioCodec: file.audioCodec,
      videoCodec: file.videoCodec,
      videoResolution: resolutionOf(file.width),
      container: file.container,
      videoFrameRate: '24p',
      optimizedForStreaming: isMp4 ? 1 : undefined,
      has64bitOffsets: isMp4 ? false : undefined,
      videoProfile,
      hasVoiceActivity: false,
      Part: [part],
    },
  ];
}

/** Ten minutes each, the last one shorter. Titles are often missing on real servers too. */
export function chapters(durationMs: number): readonly Wire[] {
  const length = 600_000;
  return Array.from({ length: Math.ceil(durationMs / length) }, (_, i) => ({
    id: i + 1,
    filter: `thumb=${i + 1}`,
    index: i + 1,
    startTimeOffset: i * length,
    endTimeOffset: Math.min((i + 1) * length, durationMs),
    tag: i === 0 ? 'Opening' : undefined,
  }));
}

/** Credits first: real answers are not sorted, and ids are not unique between the types. */
export function markers(id: number, durationMs: number): readonly Wire[] {
  return [
    {
      id,
      type: 'credits',
      startTimeOffset: durationMs - 120_000,
      endTimeOffset: durationMs,
      final: true,
      Attributes: { id, version: 4 },
    },
    { id, type: 'intro', startTimeOffset: 30_000, endTimeOffset: 90_000, Attributes: { id } },
  ];
}
