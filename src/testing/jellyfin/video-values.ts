import { fileOf, type Item } from './items.ts';

/** What a row says about the file without being asked. */
export function addVideoValues(row: Record<string, unknown>, item: Item): void {
  const file = fileOf(item);
  if (file === undefined) return;
  // A bare mp4 is listed by the names that the prober knows the format under (recorded).
  row.Container = file.container === 'mp4' ? 'mov,mp4,m4a,3gp,3g2,mj2' : file.container;
  if (item.kind === 'track') return;
  row.VideoType = 'VideoFile';
  if (file.subtitleLanguages.length > 0) row.HasSubtitles = true;
  if (item.kind === 'trailer') row.ExtraType = 'Trailer';
}
