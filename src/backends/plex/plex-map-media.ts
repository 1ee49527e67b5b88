import type { Chapter, MediaPart, MediaStream, MediaVersion, Person, PersonRole } from '../../models/media.ts';
import { present } from '../../models/present.ts';
import type { FullRow, MediaRow, PartRow, PersonRow, StreamRow } from './plex-rows.ts';

const streamKinds: Readonly<Record<number, MediaStream['kind']>> = {
  1: 'video',
  2: 'audio',
  3: 'subtitle',
  4: 'lyrics',
};

/** Plex counts kilobits. */
const bits = (kilobits: number | undefined): number | undefined =>
  kilobits === undefined ? undefined : kilobits * 1000;

function streamOf(row: StreamRow): MediaStream {
  return present<MediaStream>({
    kind: streamKinds[row.streamType ?? 0] ?? 'other',
    index: row.index,
    codec: row.codec,
    language: row.languageCode ?? row.language,
    title: row.title ?? row.displayTitle,
    // Left out when false.
    isDefault: row.default ?? false,
    isForced: row.forced ?? false,
    // A file of its own has a path to fetch it by.
    isExternal: row.external ?? row.key !== undefined,
    channels: row.channels,
    width: row.width,
    height: row.height,
    bitrate: bits(row.bitrate),
  });
}

function partOf(row: PartRow): MediaPart {
  return present<MediaPart>({
    id: row.id,
    path: row.key,
    file: row.file,
    container: row.container,
    sizeBytes: row.size,
    durationMs: row.duration,
    streams: row.Stream?.map(streamOf),
  });
}

function versionOf(row: MediaRow): MediaVersion {
  return present<MediaVersion>({
    id: row.id,
    name: row.title,
    container: row.container,
    durationMs: row.duration,
    width: row.width,
    height: row.height,
    bitrate: bits(row.bitrate),
    videoCodec: row.videoCodec,
    audioCodec: row.audioCodec,
    parts: (row.Part ?? []).map(partOf),
  });
}

function peopleIn(rows: readonly PersonRow[] | undefined, role: PersonRole): readonly Person[] {
  return (rows ?? []).flatMap(({ tag, role: character, thumb }) =>
    tag === undefined ? [] : [present<Person>({ name: tag, role, character, image: thumb })],
  );
}

function chaptersOf(row: FullRow): readonly Chapter[] {
  return (row.Chapter ?? []).flatMap(({ startTimeOffset, endTimeOffset, tag }) =>
    startTimeOffset === undefined
      ? []
      : [present<Chapter>({ startMs: startTimeOffset, endMs: endTimeOffset, title: tag })],
  );
}

export interface Details {
  readonly people: readonly Person[];
  readonly versions: readonly MediaVersion[];
  readonly chapters: readonly Chapter[];
}

/** What only an item that was asked for by its id tells. A list that is missing there is an empty one. */
export function detailsOf(row: FullRow): Details {
  return {
    people: [
      ...peopleIn(row.Director, 'director'),
      ...peopleIn(row.Writer, 'writer'),
      ...peopleIn(row.Producer, 'producer'),
      ...peopleIn(row.Role, 'actor'),
    ],
    versions: (row.Media ?? []).map(versionOf),
    chapters: chaptersOf(row),
  };
}
