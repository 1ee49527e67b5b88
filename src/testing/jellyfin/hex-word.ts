const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hex digits of a 32-bit number. From a table: a page has thousands of them. */
export function hexWord(word: number): string {
  const [a, b, c, d] = [bytes[word >>> 24], bytes[(word >>> 16) & 255], bytes[(word >>> 8) & 255], bytes[word & 255]];
  return `${a}${b}${c}${d}`;
}
