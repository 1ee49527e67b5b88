import type { FileWork } from '../../catalogue/works.ts';
import type { Wire, WireObject } from '../wire.ts';

interface Language {
  readonly language: string;
  readonly languageTag: string;
}

const languages: Readonly<Record<string, Language>> = {
  eng: { language: 'English', languageTag: 'en' },
  fra: { language: 'French', languageTag: 'fr' },
  deu: { language: 'German', languageTag: 'de' },
  spa: { language: 'Spanish', languageTag: 'es' },
  ita: { language: 'Italian', languageTag: 'it' },
  jpn: { language: 'Japanese', languageTag: 'ja' },
  por: { language: 'Portuguese', languageTag: 'pt' },
  swe: { language: 'Swedish', languageTag: 'sv' },
  pol: { language: 'Polish', languageTag: 'pl' },
  kor: { language: 'Korean', languageTag: 'ko' },
};

function named(code: string): Language & { readonly languageCode: string } {
  return { ...(languages[code] ?? { language: code, languageTag: code }), languageCode: code };
}

/** More streams than this no file of the world has; keeps stream ids apart. */
const streamsPerFile = 20;

/** @param mediaId the file's own number */
export function streams(file: FileWork, mediaId: number): readonly Wire[] {
  const list: WireObject[] = [videoStream(file)];
  for (const code of file.audioLanguages) list.push(audioStream(file, code, list.length === 1));
  file.subtitleLanguages.forEach((code, i) => {
    // The last of several lies beside the file: it can be fetched, and has no index in the container.
    const isSidecar = i > 0 && i === file.subtitleLanguages.length - 1;
    list.push(subtitleStream(code, i === 0, isSidecar ? mediaId * streamsPerFile + list.length : undefined));
  });
  return list.map((stream, index) => ({
    id: mediaId * streamsPerFile + index,
    ...stream,
    index: stream.external === true ? undefined : index,
  }));
}

function videoStream(file: FileWork): WireObject {
  const isHevc = file.videoCodec === 'hevc';
  const title = `${file.width >= 3840 ? '4K' : `${file.height}p`} (${isHevc ? 'HEVC Main 10' : 'H.264'})`;
  return {
    streamType: 1,
    default: true,
    codec: file.videoCodec,
    bitrate: Math.round(file.bitrateKbps * 0.9),
    bitDepth: isHevc ? 10 : 8,
    chromaSubsampling: '4:2:0',
    codedHeight: file.height,
    codedWidth: file.width,
    ...(file.width >= 3840 ? { colorPrimaries: 'bt2020', colorSpace: 'bt2020nc', colorTrc: 'smpte2084' } : {}),
    frameRate: 23.976,
    height: file.height,
    level: isHevc ? 150 : 41,
    profile: isHevc ? 'main 10' : 'high',
    scanType: 'progressive',
    width: file.width,
    displayTitle: title,
    extendedDisplayTitle: title,
  };
}

function audioStream(file: FileWork, code: string, isFirst: boolean): WireObject {
  const channels = file.audioCodec === 'aac' ? 2 : 6;
  const language = named(code);
  const title = `${language.language} (${file.audioCodec.toUpperCase()} ${channels === 2 ? 'Stereo' : '5.1'})`;
  return {
    streamType: 2,
    // Absent, not false, on the others.
    selected: isFirst ? true : undefined,
    default: isFirst ? true : undefined,
    codec: file.audioCodec,
    channels,
    bitrate: Math.round(file.bitrateKbps * 0.08),
    ...language,
    audioChannelLayout: channels === 2 ? 'stereo' : '5.1(side)',
    samplingRate: 48_000,
    displayTitle: title,
    extendedDisplayTitle: title,
  };
}

function subtitleStream(code: string, isForced: boolean, sidecarId: number | undefined): WireObject {
  const language = named(code);
  const title = `${language.language} (SRT${isForced ? ' Forced' : ''}${sidecarId === undefined ? '' : ' External'})`;
  return {
    streamType: 3,
    codec: 'srt',
    ...(sidecarId === undefined
      ? { bitrate: 0 }
      : { key: `/library/streams/${sidecarId}`, format: 'srt', external: true }),
    forced: isForced ? true : undefined,
    ...language,
    displayTitle: title,
    extendedDisplayTitle: title,
  };
}
