import { formatRef, type Item, type ItemRef, type MediaVersion } from 'mediafold';
import { printable } from './printable.ts';
import { whenText } from './source-columns.ts';

type Line = readonly [label: string, value: string | undefined];

const wide = 14;

/** Everything that is known of an item, one fact a line; what is not known is left out. */
export function itemText(item: Item, bold: (text: string) => string): string {
  const year = item.year === undefined ? '' : ` (${item.year})`;
  const lines: readonly Line[] = [
    ...placeLines(item),
    ['Original title', item.originalTitle],
    ['Tagline', item.tagline],
    ['Released', item.releaseDate],
    ['Runtime', item.runtimeMs === undefined ? undefined : `${Math.round(item.runtimeMs / 60_000)} min`],
    ['Rated', item.contentRating],
    ['Score', ratings(item)],
    ['Genres', item.genres?.join(', ')],
    ['Studios', item.studios?.join(', ')],
    ['Tags', item.tags?.join(', ')],
    ['Added', item.addedAt === undefined ? undefined : whenText(item.addedAt)],
    ['Watched', watchText(item)],
    ['Ids', item.externalIds.map(({ provider, value }) => `${provider} ${value}`).join(', ')],
    ...peopleLines(item),
    ...(item.versions ?? []).map((version, at): Line => [at === 0 ? 'Versions' : '', versionText(version)]),
    ['Chapters', item.chapters === undefined ? undefined : String(item.chapters.length)],
  ];
  const drawn = lines.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [`${label.padEnd(wide)}  ${printable(value)}`],
  );
  const overview = item.overview === undefined ? [] : ['', printable(item.overview)];
  return [bold(`${printable(item.title)}${year}`), `${'Kind'.padEnd(wide)}  ${item.kind}`, ...drawn, ...overview].join(
    '\n',
  );
}

function placeLines(item: Item): readonly Line[] {
  const numbered = (what: string, number: number | undefined): string | undefined =>
    number === undefined ? undefined : `${what} ${number}`;
  switch (item.kind) {
    case 'movie':
      return [['Edition', item.edition]];
    case 'show':
      return [['Status', item.status]];
    case 'season':
      return [
        ['Show', item.showTitle],
        ['Season', item.seasonNumber?.toString()],
      ];
    case 'episode': {
      const place = [numbered('season', item.seasonNumber), numbered('episode', item.episodeNumber)];
      return [
        ['Show', item.showTitle],
        ['Place', place.filter((each) => each !== undefined).join(', ')],
      ];
    }
    case 'album':
      return [['Artist', item.artistName]];
    case 'track':
      return [
        ['Artist', item.trackArtist ?? item.artistName],
        ['Album', item.albumTitle],
      ];
    default:
      return [];
  }
}

function ratings({ communityRating, criticRating, watch }: Item): string {
  const each: readonly (readonly [string, number | undefined])[] = [
    ['community', communityRating],
    ['critics', criticRating],
    ['yours', watch?.rating],
  ];
  return each.flatMap(([who, value]) => (value === undefined ? [] : [`${value.toFixed(1)} (${who})`])).join(', ');
}

function watchText({ watch }: Item): string | undefined {
  if (watch === undefined) return undefined;
  const { played, playCount, positionMs, lastPlayedAt, favourite, playedCount, itemCount } = watch;
  const times = playCount > 1 ? `, ${playCount} times` : '';
  return [
    played ? `yes${times}` : 'no',
    ...(positionMs === undefined ? [] : [`stopped at ${Math.floor(positionMs / 60_000)} min`]),
    ...(lastPlayedAt === undefined ? [] : [`last on ${whenText(lastPlayedAt)}`]),
    ...(playedCount === undefined || itemCount === undefined ? [] : [`${playedCount} of ${itemCount}`]),
    ...(favourite ? ['a favourite'] : []),
  ].join(', ');
}

function peopleLines({ people = [] }: Item): readonly Line[] {
  const roles = [...new Set(people.map(({ role }) => role))];
  return roles.map((role) => [
    `${role.charAt(0).toUpperCase()}${role.slice(1)}`,
    people
      .filter((person) => person.role === role)
      .map(({ name, character }) => (character === undefined ? name : `${name} as ${character}`))
      .join(', '),
  ]);
}

function versionText({ name, width, height, videoCodec, audioCodec, container, bitrate, parts }: MediaVersion): string {
  const languages = (kind: 'audio' | 'subtitle'): string | undefined => {
    const found = parts.flatMap(({ streams = [] }) => streams.filter((stream) => stream.kind === kind));
    return found.length === 0 ? undefined : `${kind} ${found.map(({ language = '?' }) => language).join(' ')}`;
  };
  return [
    name,
    width === undefined || height === undefined ? undefined : `${width}x${height}`,
    videoCodec,
    audioCodec,
    container,
    bitrate === undefined ? undefined : `${(bitrate / 1e6).toFixed(1)} Mbit/s`,
    languages('audio'),
    languages('subtitle'),
    parts.map(({ file }) => file).find((file) => file !== undefined),
  ]
    .filter((each) => each !== undefined)
    .join(', ');
}

/** How a child is named in its parent's list. */
export function childText(ref: ItemRef, item: Item): string {
  const number = item.kind === 'episode' ? item.episodeNumber : item.kind === 'season' ? item.seasonNumber : undefined;
  return `  ${number === undefined ? '' : `${String(number).padStart(2)}  `}${printable(item.title)}  ${formatRef(ref)}`;
}
