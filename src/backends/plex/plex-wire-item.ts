import * as z from 'zod/mini';
import { flag, id, list, number, statedNumber, text } from '../http/wire-readers.ts';
import type { BriefRow, FullRow } from './plex-rows.ts';

const tag = z.object({ tag: text });
const guid = z.object({ id: text });
const image = z.object({ type: text, url: text });

const brief = {
  ratingKey: id,
  type: id,
  subtype: text,
  key: text,
  guid: text,
  Guid: list(guid),
  librarySectionID: text,
  title: text,
  titleSort: text,
  originalTitle: text,
  summary: text,
  tagline: text,
  studio: text,
  contentRating: text,
  editionTitle: text,
  year: number,
  originallyAvailableAt: text,
  addedAt: number,
  updatedAt: number,
  duration: number,
  rating: number,
  ratingImage: text,
  audienceRating: number,
  userRating: number,
  viewCount: statedNumber,
  viewOffset: statedNumber,
  lastViewedAt: number,
  leafCount: number,
  viewedLeafCount: statedNumber,
  childCount: number,
  index: number,
  parentIndex: number,
  skipParent: flag,
  parentRatingKey: text,
  parentTitle: text,
  grandparentRatingKey: text,
  grandparentTitle: text,
  thumb: text,
  art: text,
  banner: text,
  composite: text,
  Image: list(image),
  Genre: list(tag),
  Label: list(tag),
} as const;

const person = z.object({ tag: text, role: text, thumb: text });

const stream = z.object({
  streamType: number,
  index: number,
  codec: text,
  language: text,
  languageCode: text,
  title: text,
  displayTitle: text,
  default: flag,
  forced: flag,
  external: flag,
  key: text,
  channels: number,
  width: number,
  height: number,
  bitrate: number,
});

const part = z.object({
  id,
  key: text,
  file: text,
  container: text,
  size: number,
  duration: number,
  Stream: list(stream),
});

const media = z.object({
  id,
  title: text,
  container: text,
  duration: number,
  width: number,
  height: number,
  bitrate: number,
  videoCodec: text,
  audioCodec: text,
  Part: list(part),
});

const chapter = z.object({ startTimeOffset: number, endTimeOffset: number, tag: text });

export const briefRow: z.ZodMiniType<BriefRow> = z.object(brief);

export const fullRow: z.ZodMiniType<FullRow> = z.object({
  ...brief,
  Media: list(media),
  Chapter: list(chapter),
  Role: list(person),
  Director: list(person),
  Writer: list(person),
  Producer: list(person),
});
