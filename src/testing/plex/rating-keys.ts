/** What a rating key of the mock stands for. Real ones mean nothing; these can be read without a table. */
export type Subject =
  | { readonly kind: 'movie'; readonly index: number }
  | { readonly kind: 'show'; readonly index: number }
  | { readonly kind: 'season'; readonly index: number; readonly season: number }
  | { readonly kind: 'episode'; readonly index: number; readonly season: number; readonly number: number };

const firstMovie = 10_000_000;
const firstShow = 30_000_000;
const firstSeason = 1_000_000_000;
const firstEpisode = 2_000_000_000_000;

export function movieKey(index: number): number {
  return firstMovie + index;
}

export function showKey(index: number): number {
  return firstShow + index;
}

export function seasonKey(index: number, season: number): number {
  return firstSeason + index * 10 + season;
}

export function episodeKey(index: number, season: number, number: number): number {
  return firstEpisode + index * 1000 + season * 100 + number;
}

export function subjectOf(key: number): Subject | undefined {
  if (!Number.isSafeInteger(key) || key < firstMovie) return undefined;
  if (key < firstShow) return { kind: 'movie', index: key - firstMovie };
  if (key < firstSeason) return { kind: 'show', index: key - firstShow };
  if (key < firstEpisode) {
    const slot = key - firstSeason;
    return { kind: 'season', index: Math.floor(slot / 10), season: slot % 10 };
  }
  const slot = key - firstEpisode;
  return {
    kind: 'episode',
    index: Math.floor(slot / 1000),
    season: Math.floor((slot % 1000) / 100),
    number: slot % 100,
  };
}
