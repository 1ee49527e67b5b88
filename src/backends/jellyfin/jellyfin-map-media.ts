import type { Chapter, MediaPart, MediaStream, MediaVersion, Person, PersonRole } from '../../models/media.ts';
import { present } from '../../models/present.ts';
import { imagePath } from './jellyfin-map-images.ts';
import { lengthMsOf, msOf } from './jellyfin-map-values.ts';
import type { WireItem } from './jellyfin-wire-item.ts';
import type { WireMediaSource, WirePerson, WireStream } from './jellyfin-wire-media.ts';

const roles: Readonly<Record<string, PersonRole>> = {
  Actor: 'actor',
  Director: 'director',
  Writer: 'writer',
  Producer: 'producer',
  Composer: 'composer',
  GuestStar: 'guest',
};

const streamKinds: Readonly<Record<string, MediaStream['kind']>> = {
  Video: 'video',
  Audio: 'audio',
  Subtitle: 'subtitle',
  Lyric: 'lyrics',
};

function personOf(person: WirePerson): readonly Person[] {
  if (person.Name === undefined) return [];
  const role = roles[person.Type ?? ''] ?? 'other';
  return [
    present<Person>({
      name: person.Name,
      role,
      // Others have their job there.
      character: role === 'actor' || role === 'guest' ? person.Role : undefined,
      image: imagePath(person.Id, 'Primary', person.PrimaryImageTag),
    }),
  ];
}

export function peopleOf(item: WireItem): readonly Person[] {
  return (item.People ?? []).flatMap(personOf);
}

export function chaptersOf(item: WireItem): readonly Chapter[] {
  const starts = (item.Chapters ?? []).map(({ StartPositionTicks, Name }) => ({
    startMs: msOf(StartPositionTicks) ?? 0,
    title: Name,
  }));
  return starts.map(({ startMs, title }, index) =>
    present<Chapter>({ startMs, endMs: starts[index + 1]?.startMs, title }),
  );
}

function streamOf(stream: WireStream): MediaStream {
  return present<MediaStream>({
    kind: streamKinds[stream.Type ?? ''] ?? 'other',
    index: stream.Index,
    codec: stream.Codec,
    language: stream.Language,
    title: stream.Title,
    isDefault: stream.IsDefault,
    isForced: stream.IsForced,
    isExternal: stream.IsExternal,
    channels: stream.Channels,
    // 10.11 writes 0 for subtitles, which is not a size (seen).
    width: stream.Width === 0 ? undefined : stream.Width,
    height: stream.Height === 0 ? undefined : stream.Height,
    bitrate: stream.BitRate,
  });
}

function versionOf(item: WireItem, source: WireMediaSource): MediaVersion {
  const streams = source.MediaStreams?.map(streamOf);
  const video = streams?.find(({ kind }) => kind === 'video');
  const audios = streams?.filter(({ kind }) => kind === 'audio') ?? [];
  const audio = audios.find(({ index }) => index === source.DefaultAudioStreamIndex) ?? audios[0];
  const route = item.Type === 'Audio' ? 'Audio' : 'Videos';
  const durationMs = lengthMsOf(source.RunTimeTicks);
  // The path of a remote source is a URL, which may carry somebody's credential.
  const isFile = source.Protocol === undefined || source.Protocol === 'File';
  const part = present<MediaPart>({
    id: source.Id,
    path: `/${route}/${encodeURIComponent(item.Id)}/stream?static=true&mediaSourceId=${encodeURIComponent(source.Id)}`,
    file: isFile ? source.Path : undefined,
    container: source.Container,
    sizeBytes: source.Size,
    durationMs,
    streams,
  });
  return present<MediaVersion>({
    id: source.Id,
    name: source.Name,
    container: source.Container,
    durationMs,
    width: video?.width,
    height: video?.height,
    bitrate: source.Bitrate,
    videoCodec: video?.codec,
    audioCodec: audio?.codec,
    parts: [part],
  });
}

export function versionsOf(item: WireItem): readonly MediaVersion[] {
  return (item.MediaSources ?? []).map((source) => versionOf(item, source));
}
