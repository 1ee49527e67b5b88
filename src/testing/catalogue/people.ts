import type { Draw } from './random.ts';
import { firstNames, lastNames } from './words.ts';
import type { PersonWork } from './works.ts';

function person(draw: Draw): string {
  return `${draw.pick(firstNames)} ${draw.pick(lastNames)}`;
}

/** One or two directors, a writer, four to nine actors with who they play. */
export function peopleFor(draw: Draw): readonly PersonWork[] {
  const people: PersonWork[] = [{ name: person(draw), role: 'director' }];
  if (draw.chance(15)) people.push({ name: person(draw), role: 'director' });
  people.push({ name: person(draw), role: 'writer' });
  const actors = 4 + draw.int(6);
  for (let i = 0; i < actors; i += 1) {
    people.push({ name: person(draw), role: 'actor', character: draw.pick(firstNames) });
  }
  return people;
}
