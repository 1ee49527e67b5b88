/** Which JSON types stand where: `Items.*.UserData.PlayCount` to `number`. Names of dictionaries' keys become `*`. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

const dictionaries = new Set(['ProviderIds', 'ImageTags', 'ImageBlurHashes', 'Trickplay', 'errors']);

export function shapeOf(value: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  walk(value, '', false, shape);
  return shape;
}

function walk(value: unknown, path: string, dictionary: boolean, shape: Map<string, Set<string>>): void {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = shape.get(path) ?? new Set<string>();
  shape.set(path, types.add(type));
  if (Array.isArray(value)) for (const each of value) walk(each, `${path}.*`, dictionary, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const inDictionary = dictionary || dictionaries.has(key);
      walk(inner, `${path}.${dictionary ? '*' : key}`, inDictionary, shape);
    }
  }
}

/** What the first has and the second has not, or has as another type. */
export function differences(from: Shape, to: Shape): string[] {
  const found: string[] = [];
  for (const [path, types] of from) {
    const others = to.get(path);
    if (others === undefined) found.push(path);
    else for (const type of types) if (!others.has(type)) found.push(`${path}: ${type}`);
  }
  return found;
}
