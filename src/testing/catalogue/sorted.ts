/**
 * The order of a listing by title: the numbers 0 to `count - 1`, sorted by their titles, equal titles by number.
 *
 * @param titleOf asked once for each number; give the sort title
 */
export function sortedByTitle(count: number, titleOf: (index: number) => string): Uint32Array {
  const titles: string[] = [];
  for (let i = 0; i < count; i += 1) titles.push(titleOf(i));
  return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    const first = titles[a] ?? '';
    const second = titles[b] ?? '';
    if (first === second) return a - b;
    return first < second ? -1 : 1;
  });
}
