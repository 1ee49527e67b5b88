import type { FileWork } from '../catalogue/works.ts';
import { etagOf } from './image-tags.ts';
import { addressOf, handleOf } from './item-ids.ts';
import { fileOf, type Item, runtimeMsOf } from './items.ts';
import { streamRows } from './media-streams.ts';
import { itemPath, moviePath } from './paths.ts';
import type { MockServer } from './server.ts';
import { ticks } from './wire-values.ts';

/** One file of an item. */
interface Version {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly file: FileWork;
}

/** The first one has the item's own id; alternate versions have other ones (recorded). */
function versionsOf(server: MockServer, item: Item): readonly Version[] {
  const file = fileOf(item);
  if (file === undefined) return [];
  const path = itemPath(item, server.library) ?? '';
  const bare = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
  const name = (item.kind === 'movie' ? item.work.versionName : undefined) ?? bare;
  const others = item.kind === 'movie' ? (item.work.otherVersions ?? []) : [];
  const { index } = addressOf(item.handle);
  return [
    { id: server.ids.idOf(item.handle), name, path, file },
    ...others.map((other, at) => ({
      ...other,
      id: server.ids.idOf(handleOf('version', index, 0, at)),
      path: item.kind === 'movie' ? moviePath(path.slice(0, path.indexOf('/', 9)), item.work, other.name) : path,
    })),
  ];
}

/** @param forUser somebody is there for whom tracks can be chosen */
export function mediaSources(server: MockServer, item: Item, forUser: boolean = true): readonly object[] {
  return versionsOf(server, item).map((version) => sourceRow(server, item, version, forUser));
}

/** Of the first version. */
export function mediaStreams(server: MockServer, item: Item): readonly object[] {
  const [first] = versionsOf(server, item);
  return first === undefined ? [] : streamRows(server.traits, first.file, first.path);
}

function sourceRow(server: MockServer, item: Item, { id, name, path, file }: Version, forUser: boolean): object {
  const streams = streamRows(server.traits, file, path);
  const audio = streams.find(({ Type }) => Type === 'Audio');
  const scored = streams.filter((stream) => stream.Type === 'Subtitle' && stream.Score !== undefined);
  // One for everything is taken before one that is only for foreign parts.
  const subtitle = scored.find(({ IsForced }) => IsForced === false) ?? scored[0];
  return {
    Protocol: 'File',
    Id: id,
    Path: path,
    Type: 'Default',
    Container: file.container,
    Size: file.sizeBytes,
    Name: name,
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
    ...(item.kind === 'track' ? {} : { VideoType: 'VideoFile' }),
    MediaStreams: streams,
    MediaAttachments: [],
    Formats: [],
    Bitrate: file.bitrateKbps * 1000,
    RequiredHttpHeaders: {},
    TranscodingSubProtocol: 'http',
    ...(audio === undefined || !forUser ? {} : { DefaultAudioStreamIndex: audio.Index }),
    ...(subtitle === undefined || !forUser ? {} : { DefaultSubtitleStreamIndex: subtitle.Index }),
    HasSegments: false,
  };
}
