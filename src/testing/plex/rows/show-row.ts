import type { ShowWork } from '../../catalogue/works.ts';
import { episodeKey, seasonKey, showKey } from '../rating-keys.ts';
import type { Shelf } from '../shelf.ts';
import { seconds, type WireObject } from '../wire.ts';
import { blurColours, imagePath, images, slug, titleSort } from './artwork.ts';
import { guids, plexGuid, ratings } from './guids.ts';
import type { RowContext } from './row-context.ts';
import { people, tags } from './tags.ts';
import { leafFields } from './watch-fields.ts';

/** What seasons and episodes repeat of their show. */
export interface ShowFacts {
  readonly key: number;
  readonly work: ShowWork;
  readonly thumb: string;
  readonly art: string;
}

export function showFacts(shelf: Shelf, index: number): ShowFacts {
  const key = showKey(index);
  const updatedAt = seconds(shelf.updatedAt(key));
  return {
    key,
    work: shelf.show(index),
    thumb: imagePath(key, 'thumb', updatedAt),
    art: imagePath(key, 'art', updatedAt),
  };
}

/** The library that a row belongs to, where the row says it. */
export function sectionFields({ section, namesSection }: RowContext): WireObject {
  if (!namesSection) return {};
  return {
    librarySectionTitle: section.title,
    librarySectionID: section.id,
    librarySectionKey: `/library/sections/${section.id}`,
  };
}

export function showRow(context: RowContext, index: number): WireObject {
  const { shelf, detail } = context;
  const { key, work, thumb, art } = showFacts(shelf, index);
  return {
    ratingKey: String(key),
    key: `/library/metadata/${key}/children`,
    guid: plexGuid('show', key),
    slug: slug(work.title),
    studio: work.studio,
    type: 'show',
    title: work.title,
    titleSort: titleSort(work.title, work.sortTitle),
    ...sectionFields(context),
    contentRating: work.contentRating,
    summary: work.overview,
    index: 1,
    audienceRating: work.rating,
    ...leafFields(context, key, shelf.episodeKeysOf(index)),
    year: work.year,
    thumb,
    art,
    duration: 2_700_000,
    originallyAvailableAt: work.releaseDate,
    childCount: shelf.seasonsOf(index).length,
    addedAt: seconds(shelf.addedAt(key)),
    updatedAt: seconds(shelf.updatedAt(key)),
    audienceRatingImage: 'themoviedb://image.rating',
    Image: images(work.title, thumb, art),
    UltraBlurColors: blurColours(key),
    Genre: tags('genre', work.genres, detail),
    Guid: detail || context.guids ? guids({ imdb: work.imdb, tmdb: work.tmdb, tvdb: work.tvdb }) : undefined,
    Rating: detail ? ratings(work.rating) : undefined,
    Role: people('actor', work.people, detail),
  };
}

export function seasonTitle(season: number): string {
  return season === 0 ? 'Specials' : `Season ${season}`;
}

export function seasonRow(context: RowContext, index: number, season: number): WireObject {
  const { shelf } = context;
  const show = showFacts(shelf, index);
  const key = seasonKey(index, season);
  const numbers = shelf.seasonsOf(index).find(({ number }) => number === season)?.episodes ?? [];
  const thumb = imagePath(key, 'thumb', seconds(shelf.updatedAt(key)));
  const title = seasonTitle(season);
  return {
    ratingKey: String(key),
    key: `/library/metadata/${key}/children`,
    parentRatingKey: String(show.key),
    guid: plexGuid('season', key),
    parentGuid: plexGuid('show', show.key),
    parentStudio: show.work.studio,
    type: 'season',
    title,
    ...sectionFields(context),
    parentKey: `/library/metadata/${show.key}`,
    parentTitle: show.work.title,
    summary: '',
    index: season,
    parentIndex: 1,
    ...leafFields(
      context,
      key,
      numbers.map((number) => episodeKey(index, season, number)),
    ),
    parentYear: show.work.year,
    thumb,
    art: show.art,
    parentThumb: show.thumb,
    addedAt: seconds(shelf.addedAt(key)),
    updatedAt: seconds(shelf.updatedAt(key)),
    Image: images(title, thumb, show.art),
    UltraBlurColors: blurColours(key),
    Guid: context.detail || context.guids ? guids({ tvdb: String(key) }) : undefined,
  };
}
