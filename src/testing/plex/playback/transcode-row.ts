import type { WireObject } from '../wire.ts';
import type { Transcode } from './transcodes.ts';

export function transcodeRow({ id, durationMs, sourceVideoCodec, sourceAudioCodec, protocol }: Transcode): WireObject {
  return {
    key: `/transcode/sessions/${id}`,
    throttled: false,
    complete: false,
    progress: 2.5,
    size: -22,
    speed: 1.5,
    error: false,
    duration: durationMs,
    remaining: Math.round(durationMs / 1500),
    context: 'streaming',
    sourceVideoCodec,
    sourceAudioCodec,
    videoDecision: 'transcode',
    audioDecision: 'transcode',
    protocol,
    container: 'mpegts',
    videoCodec: 'h264',
    audioCodec: 'aac',
    audioChannels: 2,
    width: 1280,
    height: 720,
    transcodeHwRequested: false,
  };
}
