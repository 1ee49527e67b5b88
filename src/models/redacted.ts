/**
 * What may be shown of any value: a plain copy without secrets. A secret is known by the name it has, by where it stands
 * in a text, or by its shape; one that stands alone under a harmless name cannot be told from an id, so none is given so.
 */

const hidden = '[secret]';
const longestText = 4_000;
/** Looked at beyond that, so that the end of an address that is cut is known. */
const beyond = 500;
const mostEntries = 200;
const deepest = 8;

const secretName = /token|authori[sz]|pass|secret|cookie|api[-_]?key|jw[kt]s?$|private[-_]?key|pw$|^(pin|auth)$/i;

/** A word of this kind alone is more likely a word than a name. */
const headerName = /^([\w-]+-(token|authorization|secret|key)|authorization|(set-)?cookie)$/i;

const named = '(?:token|authori[sz]ation|pass\\w*|secret|cookie|api[-_]?key|jw[kt]|pw|\\bpin)';

/** Each with what stays. The order counts: an address loses its query before names are looked for. */
const inText: readonly (readonly [RegExp, string])[] = [
  // Up to the last @ before the path: what people type is not always encoded.
  [/(\b[a-z][\w+.-]{0,20}:\/\/)[^\s/?#]*@/gi, '$1'],
  [/(\b[a-z][\w+.-]{0,20}:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1'],
  [/eyJ[\w-]{8,}[\w.-]*/g, hidden],
  [/-----BEGIN[^-]*PRIVATE KEY-----[^-]*(-----END[^-]*-----)?/g, hidden],
  // `Token="..."` of a header, `"Pw":"..."` of a body, `pin: '...'` of a printed object, `api_key=...` of a query.
  [new RegExp(`(${named}\\\\?["']?\\s*[:=]\\s*\\\\?["'])(?:[^"'\\\\]|\\\\[^"'])*`, 'gi'), `$1${hidden}`],
  [new RegExp(`(${named}(?:=|%3D))[^\\s&"',;<>]+`, 'gi'), `$1${hidden}`],
  // The private part of a key as JSON, and a PIN that is a number there.
  [/(\bd\\?"\s*:\s*\\?")[\w-]{32,}/g, `$1${hidden}`],
  [/(\bpin\\?["']?\s*[:=]\s*)\d+/gi, `$1${hidden}`],
  // Headers as they are written. `MediaBrowser` names its parts, which are taken care of above.
  [/\b(authorization:\s*)(?!mediabrowser\b)[^\r\n"']+/gi, `$1${hidden}`],
  [/\b(cookie:\s*)[^\r\n"']+/gi, `$1${hidden}`],
  [/(\w-[\w-]{0,40}(?:token|key|secret):\s*)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, `$1${hidden}`],
];

export function redactedText(text: string): string {
  const isCut = text.length > longestText;
  const kept = isCut ? text.slice(0, longestText + beyond) : text;
  const clean = inText.reduce((so, [pattern, instead]) => so.replace(pattern, instead), kept);
  return isCut ? `${clean.slice(0, longestText)} [${text.length - longestText} characters more]` : clean;
}

/** Never throws, never changes what it is given, and never runs the app's getters twice. */
export function redacted(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return entriesOf(Object.entries(facts), [facts]);
}

function entriesOf(entries: Iterable<readonly [unknown, unknown]>, within: readonly object[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  let left = mostEntries;
  for (const [key, value] of entries) {
    const name = redactedText(String(key));
    if (left === 0) return { ...copy, '[more]': true };
    left -= 1;
    copy[name] = secretName.test(name) && tells(value) ? hidden : shown(value, within);
  }
  return copy;
}

/** Whether something is there tells nothing of it. */
const tells = (value: unknown): boolean => value !== undefined && value !== null && typeof value !== 'boolean';

function shown(value: unknown, within: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return redactedText(value);
    case 'bigint':
      return String(value);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : shownObject(value, within);
    default:
      return value;
  }
}

function shownObject(value: object, within: readonly object[]): unknown {
  if (within.includes(value)) return '[circular]';
  if (within.length >= deepest) return '[deeper]';
  try {
    return objectOf(value, [...within, value]);
  } catch {
    return '[unreadable]';
  }
}

function objectOf(value: object, within: readonly object[]): unknown {
  if (value instanceof Error) return errorOf(value, within);
  // Buffers would say all of themselves.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  // Dates, addresses and secrets say themselves what is to be shown of them.
  if ('toJSON' in value && typeof value.toJSON === 'function') return shown(value.toJSON(), within);
  if (Array.isArray(value) || value instanceof Set) {
    const all = [...value];
    // Names and values in turn, as Node keeps the headers that it got.
    const isNamed = (index: number): boolean => typeof all[index - 1] === 'string' && headerName.test(all[index - 1]);
    const some = all.slice(0, mostEntries).map((each, index) => (isNamed(index) ? hidden : shown(each, within)));
    return all.length > mostEntries ? [...some, '[more]'] : some;
  }
  if (value instanceof Map) return entriesOf(value, within);
  if (value instanceof Headers || value instanceof URLSearchParams) return entriesOf([...value], within);
  const entries = Object.entries(value);
  // The private part of a key pair: a JWK may stand under any name.
  return entriesOf('kty' in value ? entries.filter(([name]) => !privateParts.has(name)) : entries, within);
}

const privateParts: ReadonlySet<string> = new Set(['d', 'k', 'p', 'q', 'dp', 'dq', 'qi']);

function errorOf(error: Error, within: readonly object[]): unknown {
  const { name, message, stack, cause } = error;
  // Named as pino's own serializer does, which takes it for an error therefore.
  const facts = { ...error, type: name, message, ...(stack === undefined ? {} : { stack }) };
  return entriesOf(Object.entries(cause === undefined ? facts : { ...facts, cause }), within);
}
