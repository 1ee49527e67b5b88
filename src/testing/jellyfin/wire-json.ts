export type JsonCase = 'pascal' | 'camel';

/** Objects whose keys are data, which keep their case in every profile. */
const dictionaries = new Set([
  'ProviderIds',
  'ImageTags',
  'ImageBlurHashes',
  'Trickplay',
  'CustomPrefs',
  'RequiredHttpHeaders',
]);

/** What the server's JSON writer escapes besides control characters: seen for all but the quote and the backtick. */
const escaped = /\\.|[&<>'+`\u007f-\uffff]/g;

/** The text as the server writes it: pure ASCII, hexadecimal escapes. */
export function wireJson(value: unknown, style: JsonCase): string {
  const text = JSON.stringify(style === 'camel' ? camelCased(value) : value);
  return text.replace(escaped, (found) => {
    if (found === '\\"') return '\\u0022';
    return found.length === 2 ? found : `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** The same without these properties, wherever they are. */
export function without(names: readonly string[], value: unknown): unknown {
  if (names.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => without(names, each));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (names.includes(key) ? [] : [[key, without(names, inner)]])),
  );
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [camelKey(key), dictionaries.has(key) ? inner : camelCased(inner)]),
  );
}

/** `ServerName` to `serverName`, `UDPPort` to `udpPort`. */
function camelKey(key: string): string {
  return key.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());
}
