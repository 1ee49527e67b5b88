import { type Draw, drawFor } from './random.ts';
import { adjectives, firstNames, genres, nouns, places } from './words.ts';

export interface Title {
  readonly title: string;
  readonly sortTitle: string;
}

const withArticle = (noun: string): string => `${/^[AEIOU]/.test(noun) ? 'An' : 'A'} ${noun}`;

const patterns: readonly [(draw: Draw) => string, ...((draw: Draw) => string)[]] = [
  (d) => `The ${d.pick(adjectives)} ${d.pick(nouns)} of ${d.pick(places)}`,
  (d) => `${d.pick(adjectives)} ${d.pick(nouns)}, ${d.pick(adjectives)} ${d.pick(nouns)}`,
  (d) => `${d.pick(firstNames)} & ${d.pick(firstNames)}: The ${d.pick(nouns)}`,
  (d) => `${d.pick(firstNames)}'s ${d.pick(adjectives)} ${d.pick(nouns)}`,
  (d) => `${withArticle(d.pick(nouns))} for ${d.pick(firstNames)} and the ${d.pick(nouns)}`,
  (d) => `${d.pick(nouns)} ${2 + d.int(4)}: ${d.pick(adjectives)} ${d.pick(places)}`,
  (d) => `"${d.pick(adjectives)}" ${d.pick(nouns)} in ${d.pick(places)}`,
  (d) => `The ${d.pick(nouns)}'s ${d.pick(nouns)} in ${d.pick(places)}`,
  (d) => `An ${d.pick(['Hour', 'Evening', 'Answer', 'Autumn'])} in ${d.pick(places)} with ${d.pick(firstNames)}`,
  (d) => `${d.pick(places)}, ${1900 + d.int(126)}: The ${d.pick(adjectives)} ${d.pick(nouns)}`,
  (d) => `What the ${d.pick(adjectives)} ${d.pick(nouns)} Told ${d.pick(firstNames)}`,
];

/** Lower case, without quotes in front, without the leading article. */
export function sortTitleOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/^["'(]+/, '')
    .replace(/^(?:the|an|a) /, '');
}

export function titleFor(seed: number, kind: number, index: number): Title {
  const draw = drawFor(seed, kind, index);
  const title = draw.pick(patterns)(draw);
  return { title, sortTitle: sortTitleOf(title) };
}

export function episodeTitle(draw: Draw): string {
  return draw.chance(50)
    ? `The ${draw.pick(adjectives)} ${draw.pick(nouns)}`
    : `${draw.pick(nouns)} & ${draw.pick(nouns)}`;
}

export function overview(draw: Draw): string {
  const hero = draw.pick(firstNames);
  const place = draw.pick(places);
  const thing = draw.pick(nouns).toLowerCase();
  const second =
    draw.int(2) === 0
      ? `But the ${draw.pick(adjectives).toLowerCase()} ${draw.pick(nouns).toLowerCase()} has other plans.`
      : `Nobody in ${draw.pick(places)} believes "${draw.pick(adjectives).toLowerCase()}" is the word for it.`;
  return `${hero} comes back to ${place} to find the ${thing} that the family lost. ${second}`;
}

/** One to three, none twice. */
export function genresFor(draw: Draw): readonly string[] {
  const count = 1 + draw.int(3);
  const first = draw.int(genres.length);
  const step = 1 + draw.int(5);
  const chosen: string[] = [];
  for (let i = 0; i < count; i += 1) chosen.push(genres[(first + i * step) % genres.length] ?? genres[0]);
  return chosen;
}
