import { episodeKey, seasonKey } from '../rating-keys.ts';
import { seconds, type WireObject } from '../wire.ts';
import { blurColours, imagePath, slug } from './artwork.ts';
import { guids, plexGuid, ratings } from './guids.ts';
import { chapters, markers, media } from './media.ts';
import type { RowContext } from './row-context.ts';
import { seasonTitle, sectionFields, showFacts } from './show-row.ts';
import { people } from './tags.ts';
import { watchFields } from './watch-fields.ts';

export function episodeRow(context: RowContext, index: number, season: number, number: number): WireObject {
  const { shelf, detail } = context;
  const work = shelf.episode(index, season, number);
  const show = showFacts(shelf, index);
  const key = episodeKey(index, season, number);
  const parent = seasonKey(index, season);
  const updatedAt = seconds(shelf.updatedAt(key));
  const thumb = imagePath(key, 'thumb', updatedAt);
  const parentThumb = imagePath(parent, 'thumb', seconds(shelf.updatedAt(parent)));
  return {
    ratingKey: String(key),
    key: `/library/metadata/${key}`,
    parentRatingKey: String(parent),
    grandparentRatingKey: String(show.key),
    guid: plexGuid('episode', key),
    parentGuid: plexGuid('season', parent),
    grandparentGuid: plexGuid('show', show.key),
    grandparentSlug: slug(show.work.title),
    type: 'episode',
    title: work.title,
    ...sectionFields(context),
    grandparentKey: `/library/metadata/${show.key}`,
    parentKey: `/library/metadata/${parent}`,
    grandparentTitle: show.work.title,
    parentTitle: seasonTitle(season),
    contentRating: show.work.contentRating,
    summary: work.overview,
    index: number,
    parentIndex: season,
    audienceRating: work.rating,
    ...watchFields(context.watch(key)),
    year: Number(work.releaseDate.slice(0, 4)),
    thumb,
    art: show.art,
    parentThumb,
    grandparentThumb: show.thumb,
    grandparentArt: show.art,
    duration: work.runtimeMs,
    originallyAvailableAt: work.releaseDate,
    addedAt: seconds(shelf.addedAt(key)),
    updatedAt,
    audienceRatingImage: 'themoviedb://image.rating',
    Media: media({
      mediaId: key,
      file: work.file,
      durationMs: work.runtimeMs,
      changedAt: updatedAt,
      path: `/srv/series/${slug(show.work.title)}/season ${season}/${slug(work.title)}`,
      detail,
    }),
    Image: [
      { alt: work.title, type: 'coverPoster', url: parentThumb },
      { alt: work.title, type: 'snapshot', url: thumb },
      { alt: work.title, type: 'background', url: show.art },
    ],
    UltraBlurColors: blurColours(key),
    Guid: detail || context.guids ? guids({ tmdb: work.tmdb, tvdb: work.tvdb }) : undefined,
    Rating: detail ? ratings(work.rating) : undefined,
    Director: people('director', show.work.people, detail),
    Writer: people('writer', show.work.people, detail),
    Role: detail ? people('actor', show.work.people, detail) : undefined,
    Chapter: detail && context.chapters ? chapters(work.runtimeMs) : undefined,
    Marker: detail && context.markers ? markers(key % 1_000_000, work.runtimeMs) : undefined,
  };
}
