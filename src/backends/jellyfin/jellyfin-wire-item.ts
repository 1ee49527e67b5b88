import * as z from 'zod/mini';
import {
  dictionary,
  flag,
  id,
  list,
  number,
  part,
  statedFlag,
  statedNumber,
  text,
  texts,
} from '../http/wire-readers.ts';
import {
  chapters,
  mediaSources,
  people,
  type WireChapter,
  type WireMediaSource,
  type WirePerson,
} from './jellyfin-wire-media.ts';

/** UserItemDataDto. */
export interface WireUserData {
  readonly Played: boolean | undefined;
  readonly PlayCount: number | undefined;
  readonly PlaybackPositionTicks: number | undefined;
  readonly PlayedPercentage: number | undefined;
  readonly UnplayedItemCount: number | undefined;
  readonly IsFavorite: boolean | undefined;
  readonly LastPlayedDate: string | undefined;
  readonly Rating: number | undefined;
}

/** NameGuidPair: studios, artists. */
export interface WireNamed {
  readonly Id: string | undefined;
  readonly Name: string | undefined;
}

/** BaseItemDto: the fields that are read. Only `Id` and `Type` have to be there. */
export interface WireItem {
  readonly Id: string;
  readonly Type: string;
  readonly Name: string | undefined;
  readonly SortName: string | undefined;
  readonly OriginalTitle: string | undefined;
  readonly Overview: string | undefined;
  readonly Taglines: readonly string[] | undefined;
  readonly ProductionYear: number | undefined;
  readonly PremiereDate: string | undefined;
  readonly DateCreated: string | undefined;
  readonly RunTimeTicks: number | undefined;
  readonly OfficialRating: string | undefined;
  readonly CommunityRating: number | undefined;
  readonly CriticRating: number | undefined;
  readonly Genres: readonly string[] | undefined;
  readonly Studios: readonly WireNamed[] | undefined;
  readonly Tags: readonly string[] | undefined;
  readonly ProviderIds: Readonly<Record<string, unknown>> | undefined;
  readonly Etag: string | undefined;
  readonly UserData: WireUserData | undefined;
  readonly LocationType: string | undefined;
  readonly Status: string | undefined;
  readonly IndexNumber: number | undefined;
  readonly IndexNumberEnd: number | undefined;
  readonly ParentIndexNumber: number | undefined;
  readonly SeriesId: string | undefined;
  readonly SeriesName: string | undefined;
  readonly SeasonId: string | undefined;
  readonly Album: string | undefined;
  readonly AlbumId: string | undefined;
  readonly AlbumArtist: string | undefined;
  readonly AlbumArtists: readonly WireNamed[] | undefined;
  readonly Artists: readonly string[] | undefined;
  readonly ChildCount: number | undefined;
  readonly RecursiveItemCount: number | undefined;
  readonly ImageTags: Readonly<Record<string, unknown>> | undefined;
  readonly BackdropImageTags: readonly string[] | undefined;
  readonly SeriesPrimaryImageTag: string | undefined;
  readonly AlbumPrimaryImageTag: string | undefined;
  readonly ParentThumbItemId: string | undefined;
  readonly ParentThumbImageTag: string | undefined;
  readonly ParentBackdropItemId: string | undefined;
  readonly ParentBackdropImageTags: readonly string[] | undefined;
  readonly ParentLogoItemId: string | undefined;
  readonly ParentLogoImageTag: string | undefined;
  readonly People: readonly WirePerson[] | undefined;
  readonly MediaSources: readonly WireMediaSource[] | undefined;
  readonly Chapters: readonly WireChapter[] | undefined;
}

const userData: z.ZodMiniType<WireUserData> = z.object({
  Played: statedFlag,
  PlayCount: statedNumber,
  PlaybackPositionTicks: statedNumber,
  PlayedPercentage: number,
  UnplayedItemCount: number,
  IsFavorite: flag,
  LastPlayedDate: text,
  Rating: number,
});

const named: z.ZodMiniType<WireNamed> = z.object({ Id: text, Name: text });
const names = list(named);

export const itemSchema: z.ZodMiniType<WireItem> = z.object({
  Id: id,
  Type: id,
  Name: text,
  SortName: text,
  OriginalTitle: text,
  Overview: text,
  Taglines: texts,
  ProductionYear: number,
  PremiereDate: text,
  DateCreated: text,
  RunTimeTicks: number,
  OfficialRating: text,
  CommunityRating: number,
  CriticRating: number,
  Genres: texts,
  Studios: names,
  Tags: texts,
  ProviderIds: dictionary,
  Etag: text,
  UserData: part(userData),
  LocationType: text,
  Status: text,
  IndexNumber: number,
  IndexNumberEnd: number,
  ParentIndexNumber: number,
  SeriesId: text,
  SeriesName: text,
  SeasonId: text,
  Album: text,
  AlbumId: text,
  AlbumArtist: text,
  AlbumArtists: names,
  Artists: texts,
  ChildCount: number,
  RecursiveItemCount: number,
  ImageTags: dictionary,
  BackdropImageTags: texts,
  SeriesPrimaryImageTag: text,
  AlbumPrimaryImageTag: text,
  ParentThumbItemId: text,
  ParentThumbImageTag: text,
  ParentBackdropItemId: text,
  ParentBackdropImageTags: texts,
  ParentLogoItemId: text,
  ParentLogoImageTag: text,
  People: people,
  MediaSources: mediaSources,
  Chapters: chapters,
});
