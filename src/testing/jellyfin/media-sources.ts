import type { FileWork } from '../catalogue/works.ts';
import { etagOf } from './image-tags.ts';
import { type Item, runtimeMsOf } from './items.ts';
import { itemPath } from './paths.ts';
import type { MockServer } from './server.ts';
import { ticks } from './wire-values.ts';

type Playable = Extract<Item, { kind: 'movie' | 'episode' }>;
type Stream = Record<string, unknown>;

/** One version; its id is the item's own (12.0: alternate versions have other ids; the catalogue has none). */
export function mediaSources(server: MockServer, item: Playable): readonly object[] {
  const { file } = item.work;
  const path = itemPath(item) ?? '';
  const streams = mediaStreams(server, item);
  const first = (type: string): Stream | undefined => streams.find((stream) => stream.Type === type);
  const subtitle = first('Subtitle');
  return [
    {
      Protocol: 'File',
      Id: server.ids.idOf(item.handle),
      Path: path,
      Type: 'Default',
      Container: file.container,
      Size: file.sizeBytes,
      Name: path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.')),
      IsRemote: false,
      ETag: etagOf(item),
      RunTimeTicks: ticks(runtimeMsOf(item) ?? 0),
      ReadAtNativeFramerate: false,
      IgnoreDts: false,
      IgnoreIndex: false,
      GenPtsInput: false,
      SupportsTranscoding: true,
      SupportsDirectStream: true,
      SupportsDirectPlay: true,
      IsInfiniteStream: false,
      UseMostCompatibleTranscodingProfile: false,
      RequiresOpening: false,
      RequiresClosing: false,
      RequiresLooping: false,
      SupportsProbing: true,
      VideoType: 'VideoFile',
      MediaStreams: streams,
      MediaAttachments: [],
      Formats: [],
      Bitrate: file.bitrateKbps * 1000,
      RequiredHttpHeaders: {},
      TranscodingSubProtocol: 'http',
      DefaultAudioStreamIndex: first('Audio')?.Index,
      ...(subtitle === undefined ? {} : { DefaultSubtitleStreamIndex: subtitle.Index }),
      HasSegments: false,
    },
  ];
}

/**
 * External subtitles come first and move every embedded track; numbers run through the whole list. Files in mp4 have
 * their subtitles beside them, files in mkv inside.
 */
export function mediaStreams(server: MockServer, item: Playable): readonly Stream[] {
  const { file } = item.work;
  const external = file.container === 'mp4';
  const subtitles = file.subtitleLanguages.map((language): Stream => subtitleStream(language, external, item));
  const embedded = [videoStream(file), ...file.audioLanguages.map((language, at) => audioStream(file, language, at))];
  const all = external ? [...subtitles, ...embedded] : [...embedded, ...subtitles];
  return all.map((stream, at) => ({
    ...stream,
    ...(server.traits.originalLanguageOfStreams ? originalLanguage(stream) : {}),
    Index: at,
  }));
}

/** New in 12.0 (recorded): which language the work was made in, and names of languages for people. */
function originalLanguage({ Type, Language }: Stream): Stream {
  if (Type === 'Video') return { IsOriginal: false };
  return {
    IsOriginal: false,
    LocalizedLanguage: Language,
    ...(Type === 'Audio' ? { LocalizedOriginal: 'Original' } : {}),
  };
}

const common = {
  TimeBase: '1/1000',
  AudioSpatialFormat: 'None',
  IsInterlaced: false,
  IsForced: false,
  IsHearingImpaired: false,
} as const;

function videoStream(file: FileWork): Stream {
  return {
    ...common,
    Codec: file.videoCodec,
    Language: 'und',
    VideoRange: 'SDR',
    VideoRangeType: 'SDR',
    DisplayTitle: `${file.height}p ${file.videoCodec.toUpperCase()} SDR`,
    NalLengthSize: '4',
    IsAVC: file.videoCodec === 'h264',
    BitRate: file.bitrateKbps * 1000 - 256_000,
    BitDepth: 8,
    RefFrames: 1,
    IsDefault: true,
    Height: file.height,
    Width: file.width,
    AverageFrameRate: 24,
    RealFrameRate: 24,
    ReferenceFrameRate: 24,
    Profile: file.videoCodec === 'h264' ? 'High' : 'Main',
    Type: 'Video',
    AspectRatio: '16:9',
    IsExternal: false,
    IsTextSubtitleStream: false,
    SupportsExternalStream: false,
    PixelFormat: 'yuv420p',
    Level: file.videoCodec === 'h264' ? 41 : 120,
    IsAnamorphic: false,
  };
}

function audioStream(file: FileWork, language: string, at: number): Stream {
  const channels = file.audioCodec === 'aac' ? 2 : 6;
  return {
    ...common,
    Codec: file.audioCodec,
    Language: language,
    VideoRange: 'Unknown',
    VideoRangeType: 'Unknown',
    LocalizedDefault: 'Default',
    LocalizedExternal: 'External',
    DisplayTitle: `${language} - ${file.audioCodec.toUpperCase()}`,
    ChannelLayout: channels === 2 ? 'stereo' : '5.1',
    BitRate: 256_000,
    Channels: channels,
    SampleRate: 48_000,
    IsDefault: at === 0,
    Type: 'Audio',
    IsExternal: false,
    IsTextSubtitleStream: false,
    SupportsExternalStream: false,
  };
}

function subtitleStream(language: string, external: boolean, item: Playable): Stream {
  const path = itemPath(item) ?? '';
  return {
    ...common,
    Codec: 'subrip',
    Language: language,
    VideoRange: 'Unknown',
    VideoRangeType: 'Unknown',
    LocalizedUndefined: 'Undefined',
    LocalizedDefault: 'Default',
    LocalizedForced: 'Forced',
    LocalizedExternal: 'External',
    LocalizedHearingImpaired: 'Hearing Impaired',
    DisplayTitle: `${language} - SUBRIP${external ? ' - External' : ''}`,
    IsDefault: false,
    Type: 'Subtitle',
    Score: external ? 111_222 : 111_111,
    IsExternal: external,
    IsTextSubtitleStream: true,
    SupportsExternalStream: true,
    ...(external ? { Path: `${path.slice(0, path.lastIndexOf('.'))}.${language}.srt` } : {}),
  };
}
