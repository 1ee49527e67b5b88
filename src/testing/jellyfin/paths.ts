import { type Item, showOf } from './items.ts';

const two = (number: number): string => String(number).padStart(2, '0');

/** Where the mock server would have the file or the folder. Absent for what has none. */
export function itemPath(item: Item): string | undefined {
  const show = item.kind === 'movie' ? undefined : 'revision' in item && isMedia(item) ? showOf(item) : undefined;
  const folder = show === undefined ? '' : `/shelves/shows/${show.title} (${show.year})`;
  switch (item.kind) {
    case 'movie': {
      const name = `${item.work.title} (${item.work.year})`;
      return `/shelves/films/${name}/${name}.${item.work.file.container}`;
    }
    case 'series':
      return folder;
    case 'season':
      return `${folder}/Season ${two(item.season)}`;
    case 'episode': {
      if (item.virtual) return undefined;
      const { season, number, file, show: of } = item.work;
      return `${folder}/Season ${two(season)}/${of.title} S${two(season)}E${two(number)}.${file.container}`;
    }
    default:
      return `/server/root/${item.name}`;
  }
}

function isMedia(item: Item): item is Extract<Item, { kind: 'series' | 'season' | 'episode' }> {
  return item.kind === 'series' || item.kind === 'season' || item.kind === 'episode';
}
