import type { FileWork, StreamWork } from '../catalogue/works.ts';
import { streamsOf } from './file-streams.ts';
import { languageName } from './languages.ts';
import type { VersionTraits } from './version-traits.ts';

export type StreamRow = Record<string, unknown>;

/** External subtitles come first and move every embedded track; numbers run through the whole list (recorded). */
export function streamRows(traits: VersionTraits, file: FileWork, path: string): readonly StreamRow[] {
  const known = streamsOf(file).filter(({ type }) => traits.lyrics || type !== 'lyric');
  return known.map((stream, at) => {
    const row = writers[stream.type]({ stream, file, path, traits });
    const bibliographic = traits.subtitleLanguageCode === 'bibliographic' && stream.external === true;
    const Language = bibliographic && stream.language === 'deu' ? 'ger' : stream.language;
    return {
      ...row,
      ...common,
      ...(Language === undefined ? {} : { Language }),
      ...(stream.codec === '' ? {} : { Codec: stream.codec, TimeBase: timeBase(stream, file) }),
      ...(stream.title === undefined ? {} : { Title: stream.title }),
      ...(stream.profile === undefined ? {} : { Profile: stream.profile }),
      ...(stream.codecTag !== undefined && traits.emptyStreamValues ? { CodecTag: stream.codecTag } : {}),
      ...(traits.originalLanguageOfStreams ? originalLanguage(stream) : {}),
      IsDefault: stream.isDefault ?? false,
      IsForced: stream.isForced ?? false,
      IsExternal: stream.external ?? false,
      Index: at,
    };
  });
}

const common = { AudioSpatialFormat: 'None', IsInterlaced: false, IsHearingImpaired: false } as const;

function timeBase({ type, external }: StreamWork, { container }: FileWork): string {
  if (container !== 'mp4' || external === true) return '1/1000';
  return type === 'video' ? '1/12288' : '1/48000';
}

/** New in 12.0 (recorded): which language the work was made in, and names of languages for people. */
function originalLanguage({ type, language }: StreamWork): StreamRow {
  return {
    IsOriginal: false,
    ...(language !== undefined && type !== 'video' ? { LocalizedLanguage: languageName(language) } : {}),
    ...(type === 'audio' ? { LocalizedOriginal: 'Original' } : {}),
  };
}

interface StreamContext {
  readonly stream: StreamWork;
  readonly file: FileWork;
  readonly path: string;
  readonly traits: VersionTraits;
}

const noPicture = { VideoRange: 'Unknown', VideoRangeType: 'Unknown' } as const;

const shown = (...parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' - ');

const writers: Readonly<Record<StreamWork['type'], (context: StreamContext) => StreamRow>> = {
  video: ({ stream, file, traits }) => {
    const avc = stream.codec === 'h264';
    // What the prober cannot tell, older versions take from the whole file.
    const bitrate = stream.bitrate ?? (traits.emptyStreamValues ? file.bitrateKbps * 1000 : undefined);
    return {
      VideoRange: 'SDR',
      VideoRangeType: 'SDR',
      DisplayTitle: `${file.height}p ${stream.codec.toUpperCase()} SDR`,
      ...(stream.codec === 'mpeg4' ? {} : { NalLengthSize: '4' }),
      ...(stream.codec !== 'mpeg4' || traits.emptyStreamValues ? { IsAVC: avc } : {}),
      ...(bitrate === undefined ? {} : { BitRate: bitrate }),
      BitDepth: 8,
      RefFrames: 1,
      Height: file.height,
      Width: file.width,
      AverageFrameRate: 24,
      RealFrameRate: 24,
      ReferenceFrameRate: 24,
      Type: 'Video',
      AspectRatio: '16:9',
      IsTextSubtitleStream: false,
      SupportsExternalStream: false,
      PixelFormat: 'yuv420p',
      Level: stream.level ?? 0,
      IsAnamorphic: false,
    };
  },
  audio: ({ stream, file, traits }) => {
    const channels = file.streams === undefined ? (stream.codec === 'aac' ? 2 : 6) : 1;
    return {
      ...noPicture,
      LocalizedDefault: 'Default',
      LocalizedExternal: 'External',
      DisplayTitle: shown(stream.title, stream.language, stream.codec.toUpperCase(), stream.isDefault && 'Default'),
      ChannelLayout: { 1: 'mono', 2: 'stereo', 6: '5.1' }[channels],
      ...(stream.bitrate === undefined ? {} : { BitRate: stream.bitrate }),
      Channels: channels,
      SampleRate: file.container === 'mkv' ? 48_000 : 44_100,
      Type: 'Audio',
      IsTextSubtitleStream: false,
      SupportsExternalStream: false,
      ...(traits.emptyStreamValues ? { Level: 0, IsAVC: false } : {}),
    };
  },
  subtitle: ({ stream, path, traits }) => {
    const { external = false, isForced = false, language = 'und' } = stream;
    const chosen = isForced || (external && traits.externalSubtitlesChosen);
    const suffix = `${language}${isForced ? '.forced' : ''}`;
    return {
      ...noPicture,
      LocalizedUndefined: 'Undefined',
      LocalizedDefault: 'Default',
      LocalizedForced: 'Forced',
      LocalizedExternal: 'External',
      LocalizedHearingImpaired: 'Hearing Impaired',
      DisplayTitle: shown(languageName(language), isForced && 'Forced', 'SUBRIP', external && 'External'),
      Type: 'Subtitle',
      ...(chosen ? { Score: 111_221 + (isForced ? 10_000 : 0) + (external ? 1 : 0) } : {}),
      IsTextSubtitleStream: true,
      SupportsExternalStream: true,
      ...(traits.emptyStreamValues ? { Level: 0, IsAVC: false, Height: 0, Width: 0 } : {}),
      ...(external ? { Path: `${path.slice(0, path.lastIndexOf('.'))}.${suffix}.srt` } : {}),
    };
  },
  lyric: ({ path }) => ({
    ...noPicture,
    Type: 'Lyric',
    IsTextSubtitleStream: false,
    SupportsExternalStream: false,
    Path: `${path.slice(0, path.lastIndexOf('.'))}.lrc`,
  }),
};
