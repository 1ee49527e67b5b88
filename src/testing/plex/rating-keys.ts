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

/** How far keys move when all of them are given anew: more than there are works of one kind. */
export const keyStep = 1_500_000;

/** The key after such a move. */
export function movedKey(key: number): number {
  const subject = subjectOf(key);
  switch (subject?.kind) {
    case 'movie':
      return movieKey(subject.index + keyStep);
    case 'show':
      return showKey(subject.index + keyStep);
    case 'season':
      return seasonKey(subject.index + keyStep, subject.season);
    case 'episode':
      return episodeKey(subject.index + keyStep, subject.season, subject.number);
    default:
      return key;
  }
}
