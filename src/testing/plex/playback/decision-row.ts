import type { Wire, WireObject } from '../wire.ts';
import type { Verdict } from './decision.ts';

/** Numbers and flags that turn into text here: this answer is made from XML, unlike the others (recorded). */
const texts: ReadonlySet<string> = new Set(['id', 'librarySectionID', 'hasVoiceActivity', 'skipCount']);

export function converted(value: Wire, name: string = ''): Wire {
  if (isList(value)) return value.map((each) => converted(each, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [
        field,
        inner === undefined ? undefined : convertedField(field, inner, name),
      ]),
    );
  }
  return value;
}

function convertedField(field: string, value: Wire, parent: string): Wire {
  if (field === 'aspectRatio') return Number(value).toFixed(2);
  if (parent === 'Rating' && field === 'value') return Number(value).toFixed(1);
  if (texts.has(field)) return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
  if (field === 'optimizedForStreaming' && parent === 'Media') return value === 1 || value === true;
  return converted(value, field);
}

function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}

/** @param row in detail @returns it with what was decided for its one version */
export function decidedRow(row: WireObject, verdict: Verdict, protocol: string): WireObject {
  const plain = converted(row);
  if (!isObject(plain)) return row;
  const media = firstOf(plain.Media);
  const part = firstOf(media.Part);
  const streams = rowsIn(part.Stream);
  if (verdict !== 'transcode') {
    const decision = verdict === 'directplay' ? 'directplay' : undefined;
    const Stream = streams.map((stream) => ({ ...stream, location: decision && 'direct' }));
    const Part = [{ ...part, decision, selected: true, Stream }];
    return { ...plain, Media: [{ ...media, selected: true, Part }] };
  }
  const made = {
    ...{ id: media.id, bitrate: 4000, container: 'mpegts', duration: media.duration, height: 720, width: 1280 },
    ...{ optimizedForStreaming: true, protocol, selected: true },
  };
  // Subtitles stay behind unless they are asked for: one video and one audio stream.
  const chosen = [1, 2].flatMap((type) => streams.filter(({ streamType }) => streamType === type).slice(0, 1));
  const Stream = chosen.map((stream) => ({
    ...stream,
    ...(stream.streamType === 1 ? { codec: 'h264', height: 720, width: 1280 } : { codec: 'aac', channels: 2 }),
    index: undefined,
    decision: 'transcode',
    location: locationOf(protocol, stream.streamType),
  }));
  const Part = [{ ...made, id: part.id, decision: 'transcode', Stream }];
  const codecs = { audioChannels: 2, audioCodec: 'aac', videoCodec: 'h264', videoResolution: '720p' };
  return { ...plain, Media: [{ ...made, ...codecs, videoFrameRate: media.videoFrameRate, Part }] };
}

/** Pictures and sound are files of their own in DASH (recorded). */
function locationOf(protocol: string, streamType: Wire | undefined): string {
  if (protocol !== 'dash') return 'segments-av';
  return streamType === 1 ? 'segments-video' : 'segments-audio';
}

/** The objects of a list; none when there is no list. */
function rowsIn(value: Wire | undefined): readonly WireObject[] {
  return value !== undefined && isList(value) ? value.filter(isObject) : [];
}

function firstOf(value: Wire | undefined): WireObject {
  return rowsIn(value)[0] ?? {};
}

function isObject(value: Wire): value is WireObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
