import { handleOf } from './item-ids.ts';
import { type Item, showOf } from './items.ts';
import type { MockServer } from './server.ts';
import { wireDay } from './wire-values.ts';

/** An episode without a file, or a season without a folder, though its episodes are real. */
export function isVirtual(item: Item): boolean {
  return (item.kind === 'episode' && item.virtual) || (item.kind === 'season' && item.show.flat === true);
}

/** What series, seasons and episodes say without being asked. */
export function addTvValues(server: MockServer, row: Record<string, unknown>, item: Item): void {
  if (item.kind === 'series') {
    row.Status = item.work.ended ? 'Ended' : 'Continuing';
    row.AirDays = [];
    return;
  }
  const show = showOf(item);
  if (show === undefined) return;
  row.SeriesName = show.title;
  row.SeriesId = server.ids.idOf(handleOf('series', show.index));
  if (item.kind === 'season') {
    row.IndexNumber = item.season;
    if (!isVirtual(item) || !server.traits.datesOfVirtualSeasons) return;
    row.PremiereDate = wireDay(show.releaseDate);
    row.ProductionYear = show.year;
  }
  if (item.kind !== 'episode') return;
  row.IndexNumber = item.work.number;
  if (item.work.numberEnd !== undefined) row.IndexNumberEnd = item.work.numberEnd;
  row.ParentIndexNumber = item.work.season;
  row.SeasonId = server.ids.idOf(handleOf('season', show.index, item.work.season));
  row.SeasonName = item.work.season === 0 ? 'Specials' : `Season ${item.work.season}`;
}
