import type { Draw } from './random.ts';
import { languages } from './words.ts';
import type { FileWork } from './works.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly videoCodec: FileWork['videoCodec'];
  readonly minimumKbps: number;
}

const pictures: readonly [Picture, ...Picture[]] = [
  { width: 720, height: 576, videoCodec: 'h264', minimumKbps: 1200 },
  { width: 1280, height: 720, videoCodec: 'h264', minimumKbps: 2500 },
  { width: 1920, height: 1080, videoCodec: 'h264', minimumKbps: 5000 },
  { width: 1920, height: 800, videoCodec: 'hevc', minimumKbps: 4000 },
  { width: 3840, height: 2160, videoCodec: 'hevc', minimumKbps: 14_000 },
];

function someLanguages(draw: Draw, most: number): readonly string[] {
  const first = draw.int(languages.length);
  const chosen: string[] = [];
  for (let left = draw.int(most + 1); left > 0; left -= 1) {
    chosen.push(languages[(first + chosen.length) % languages.length] ?? 'eng');
  }
  return chosen;
}

export function fileFor(draw: Draw, runtimeMs: number): FileWork {
  const { minimumKbps, ...picture } = draw.pick(pictures);
  const bitrateKbps = minimumKbps + draw.int(minimumKbps);
  const audio = someLanguages(draw, 2);
  return {
    ...picture,
    container: draw.chance(70) ? 'mkv' : 'mp4',
    audioCodec: draw.pick(['aac', 'ac3', 'eac3']),
    bitrateKbps,
    sizeBytes: Math.round((bitrateKbps * runtimeMs) / 8),
    audioLanguages: audio.length === 0 ? ['eng'] : audio,
    subtitleLanguages: someLanguages(draw, 3),
  };
}
