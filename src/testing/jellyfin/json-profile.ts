export type JsonProfile = 'CamelCase' | 'PascalCase';

interface Wanted {
  readonly type: string;
  readonly quality: number;
  readonly profile: JsonProfile | undefined;
}

/**
 * The casing that an `Accept` header asks for: that of the first type that JSON satisfies, the best-liked ones first. A
 * client that lists plain JSON before the profiles gets the server's own casing.
 *
 * @returns undefined when no casing was asked for
 */
export function jsonProfile(accept: string | null): JsonProfile | undefined {
  const wanted = (accept ?? '').split(',').map(read);
  return wanted
    .toSorted((a, b) => b.quality - a.quality)
    .find(({ type }) => type === 'application/json' || type === 'application/*' || type === '*/*')?.profile;
}

function read(text: string): Wanted {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const value = (name: string): string | undefined =>
    parameters
      .find((parameter) => parameter.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '');
  const profile = { camelcase: 'CamelCase', pascalcase: 'PascalCase' } as const;
  const asked = value('profile');
  return {
    type,
    quality: Number(value('q') ?? 1),
    profile: asked === 'camelcase' || asked === 'pascalcase' ? profile[asked] : undefined,
  };
}
