/** The shapes that `plex-wire-item.ts` reads rows into. Names are those of the wire. */

interface TagRow {
  readonly tag?: string | undefined;
}

interface GuidRow {
  readonly id?: string | undefined;
}

export interface ImageRow {
  readonly type?: string | undefined;
  readonly url?: string | undefined;
}

export interface PersonRow {
  readonly tag?: string | undefined;
  readonly role?: string | undefined;
  readonly thumb?: string | undefined;
}

export interface ChapterRow {
  readonly startTimeOffset?: number | undefined;
  readonly endTimeOffset?: number | undefined;
  readonly tag?: string | undefined;
}

/**
 * One row of a listing. Only what is read is named, and only the id and the type must be there: rows of one server
 * differ in everything else.
 */
export interface BriefRow {
  readonly ratingKey: string;
  readonly type: string;
  readonly subtype?: string | undefined;
  readonly key?: string | undefined;
  readonly guid?: string | undefined;
  readonly Guid?: readonly GuidRow[] | undefined;
  readonly librarySectionID?: string | undefined;
  readonly title?: string | undefined;
  readonly titleSort?: string | undefined;
  readonly originalTitle?: string | undefined;
  readonly summary?: string | undefined;
  readonly tagline?: string | undefined;
  readonly studio?: string | undefined;
  readonly contentRating?: string | undefined;
  readonly editionTitle?: string | undefined;
  readonly year?: number | undefined;
  readonly originallyAvailableAt?: string | undefined;
  readonly addedAt?: number | undefined;
  readonly updatedAt?: number | undefined;
  readonly duration?: number | undefined;
  readonly rating?: number | undefined;
  readonly ratingImage?: string | undefined;
  readonly audienceRating?: number | undefined;
  readonly userRating?: number | undefined;
  readonly viewCount?: number | undefined;
  readonly viewOffset?: number | undefined;
  readonly lastViewedAt?: number | undefined;
  readonly leafCount?: number | undefined;
  readonly viewedLeafCount?: number | undefined;
  readonly childCount?: number | undefined;
  readonly index?: number | undefined;
  readonly parentIndex?: number | undefined;
  readonly skipParent?: boolean | undefined;
  readonly parentRatingKey?: string | undefined;
  readonly parentTitle?: string | undefined;
  readonly grandparentRatingKey?: string | undefined;
  readonly grandparentTitle?: string | undefined;
  readonly thumb?: string | undefined;
  readonly art?: string | undefined;
  readonly banner?: string | undefined;
  readonly composite?: string | undefined;
  readonly Image?: readonly ImageRow[] | undefined;
  readonly Genre?: readonly TagRow[] | undefined;
  readonly Label?: readonly TagRow[] | undefined;
}

export interface StreamRow {
  readonly streamType?: number | undefined;
  readonly index?: number | undefined;
  readonly codec?: string | undefined;
  readonly language?: string | undefined;
  readonly languageCode?: string | undefined;
  readonly title?: string | undefined;
  readonly displayTitle?: string | undefined;
  readonly default?: boolean | undefined;
  readonly forced?: boolean | undefined;
  readonly external?: boolean | undefined;
  readonly key?: string | undefined;
  readonly channels?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly bitrate?: number | undefined;
}

export interface PartRow {
  readonly id: string;
  readonly key?: string | undefined;
  readonly file?: string | undefined;
  readonly container?: string | undefined;
  readonly size?: number | undefined;
  readonly duration?: number | undefined;
  readonly Stream?: readonly StreamRow[] | undefined;
}

export interface MediaRow {
  readonly id: string;
  readonly title?: string | undefined;
  readonly container?: string | undefined;
  readonly duration?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly bitrate?: number | undefined;
  readonly videoCodec?: string | undefined;
  readonly audioCodec?: string | undefined;
  readonly Part?: readonly PartRow[] | undefined;
}

/** The same item asked for by its id. */
export interface FullRow extends BriefRow {
  readonly Media?: readonly MediaRow[] | undefined;
  readonly Chapter?: readonly ChapterRow[] | undefined;
  readonly Role?: readonly PersonRow[] | undefined;
  readonly Director?: readonly PersonRow[] | undefined;
  readonly Writer?: readonly PersonRow[] | undefined;
  readonly Producer?: readonly PersonRow[] | undefined;
}
