/** `12.0.0` or `10.11.11.0` as numbers; `undefined` for what is no version. */
function numbersOf(version: string): readonly number[] | undefined {
  return /^\d+(\.\d+){1,3}$/.test(version) ? version.split('.').map(Number) : undefined;
}

/**
 * Routes without `/Users/{id}` in front came with 10.9; the older ones are undocumented since, though still served in 12.0 (seen on
 * 10.10 and 10.11). What cannot be read is taken for new.
 */
export function hasUserlessRoutes(version: string): boolean {
  const [major = 0, minor = 0] = numbersOf(version) ?? [Number.POSITIVE_INFINITY];
  return major > 10 || (major === 10 && minor >= 9);
}
