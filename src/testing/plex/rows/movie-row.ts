import { movieKey } from '../rating-keys.ts';
import { seconds, type WireObject } from '../wire.ts';
import { blurColours, imagePath, images, slug, titleSort } from './artwork.ts';
import { guids, plexGuid, ratings } from './guids.ts';
import { chapters, markers, media } from './media.ts';
import type { RowContext } from './row-context.ts';
import { sectionFields } from './show-row.ts';
import { people, tags } from './tags.ts';
import { watchFields } from './watch-fields.ts';

export function movieRow(context: RowContext, index: number): WireObject {
  const { shelf, detail } = context;
  const work = shelf.movie(index);
  const key = movieKey(index);
  const updatedAt = seconds(shelf.updatedAt(key));
  const thumb = imagePath(key, 'thumb', updatedAt);
  const art = imagePath(key, 'art', updatedAt);
  const name = slug(work.title);
  return {
    ratingKey: String(key),
    key: `/library/metadata/${key}`,
    guid: plexGuid('movie', key),
    slug: name,
    studio: work.studio,
    type: 'movie',
    title: work.title,
    titleSort: titleSort(work.title, work.sortTitle),
    ...sectionFields(context),
    originalTitle: work.originalTitle,
    contentRating: work.contentRating,
    summary: work.overview,
    audienceRating: work.rating,
    ...watchFields(context.watch(key)),
    year: work.year,
    tagline: work.tagline,
    thumb,
    art,
    duration: work.runtimeMs,
    originallyAvailableAt: work.releaseDate,
    addedAt: seconds(shelf.addedAt(key)),
    updatedAt,
    audienceRatingImage: 'themoviedb://image.rating',
    chapterSource: 'media',
    Media: media({
      mediaId: key,
      file: work.file,
      durationMs: work.runtimeMs,
      changedAt: updatedAt,
      path: `/srv/films/${name} (${work.year})/${name}`,
      detail,
    }),
    Image: images(work.title, thumb, art),
    UltraBlurColors: blurColours(key),
    Genre: tags('genre', work.genres, detail),
    Guid: detail || context.guids ? guids({ imdb: work.imdb, tmdb: work.tmdb }) : undefined,
    Rating: detail ? ratings(work.rating) : undefined,
    Director: people('director', work.people, detail),
    Writer: people('writer', work.people, detail),
    Role: people('actor', work.people, detail),
    Chapter: detail && context.chapters ? chapters(work.runtimeMs) : undefined,
    Marker: detail && context.markers ? markers(key, work.runtimeMs) : undefined,
  };
}
