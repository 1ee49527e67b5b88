import type { World } from '../catalogue/works.ts';

/** The same world with every movie and show at another place, as far away as `by` says at the moment. */
export function movedWorld(world: World, by: () => number): World {
  return {
    ...world,
    movie: (index) => world.movie(index - by()),
    show: (index) => world.show(index - by()),
    episode: (showIndex, season, number) => world.episode(showIndex - by(), season, number),
    addedAt: (kind, index) => world.addedAt(kind, index - by()),
    sortTitle: (kind, index) => world.sortTitle(kind, index - by()),
  };
}

export function rekeyed<V>(map: ReadonlyMap<number, V>, moved: (key: number) => number): Map<number, V> {
  return new Map([...map].map(([key, value]) => [moved(key), value]));
}
