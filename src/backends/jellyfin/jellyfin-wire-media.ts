import * as z from 'zod/mini';
import { flag, id, list, number, type Reader, text } from '../http/wire-readers.ts';

/** BaseItemPerson. */
export interface WirePerson {
  readonly Id: string | undefined;
  readonly Name: string | undefined;
  readonly Role: string | undefined;
  readonly Type: string | undefined;
  readonly PrimaryImageTag: string | undefined;
}

/** ChapterInfo. */
export interface WireChapter {
  readonly StartPositionTicks: number | undefined;
  readonly Name: string | undefined;
}

/** MediaStream. */
export interface WireStream {
  readonly Index: number | undefined;
  readonly Type: string | undefined;
  readonly Codec: string | undefined;
  readonly Language: string | undefined;
  readonly Title: string | undefined;
  readonly IsDefault: boolean | undefined;
  readonly IsForced: boolean | undefined;
  readonly IsExternal: boolean | undefined;
  readonly Channels: number | undefined;
  readonly Width: number | undefined;
  readonly Height: number | undefined;
  readonly BitRate: number | undefined;
}

/** MediaSourceInfo. */
export interface WireMediaSource {
  readonly Id: string;
  readonly Name: string | undefined;
  readonly Path: string | undefined;
  readonly Protocol: string | undefined;
  readonly Container: string | undefined;
  readonly Size: number | undefined;
  readonly Bitrate: number | undefined;
  readonly RunTimeTicks: number | undefined;
  readonly DefaultAudioStreamIndex: number | undefined;
  readonly MediaStreams: readonly WireStream[] | undefined;
}

const person: z.ZodMiniType<WirePerson> = z.object({
  Id: text,
  Name: text,
  Role: text,
  Type: text,
  PrimaryImageTag: text,
});

const chapter: z.ZodMiniType<WireChapter> = z.object({ StartPositionTicks: number, Name: text });

const stream: z.ZodMiniType<WireStream> = z.object({
  Index: number,
  Type: text,
  Codec: text,
  Language: text,
  Title: text,
  IsDefault: flag,
  IsForced: flag,
  IsExternal: flag,
  Channels: number,
  Width: number,
  Height: number,
  BitRate: number,
});

const mediaSource: z.ZodMiniType<WireMediaSource> = z.object({
  Id: id,
  Name: text,
  Path: text,
  Protocol: text,
  Container: text,
  Size: number,
  Bitrate: number,
  RunTimeTicks: number,
  DefaultAudioStreamIndex: number,
  MediaStreams: list(stream),
});

export const people: Reader<readonly WirePerson[]> = list(person);
export const chapters: Reader<readonly WireChapter[]> = list(chapter);
export const mediaSources: Reader<readonly WireMediaSource[]> = list(mediaSource);
