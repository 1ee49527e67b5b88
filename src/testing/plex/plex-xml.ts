import type { Wire, WireObject } from './wire.ts';

/** In XML, Plex names a row by what it is, where JSON says `Metadata`. */
const rowNames: Readonly<Record<string, string>> = {
  movie: 'Video',
  episode: 'Video',
  clip: 'Video',
  show: 'Directory',
  season: 'Directory',
  artist: 'Directory',
  album: 'Directory',
  collection: 'Directory',
  track: 'Track',
  photo: 'Photo',
  playlist: 'Playlist',
};

/** Bare line breaks and tabs in an attribute would reach a reader as blanks. */
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escaped(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value).replace(/[&<>"\n\r\t]/g, (character) => escapes[character] ?? character);
}

/**
 * The XML that says the same as a JSON answer: scalars become attributes, objects and lists child elements, booleans
 * 0 and 1, null an empty attribute.
 */
export function plexXml(name: string, value: Wire): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, value)}`;
}

function element(name: string, value: Wire): string {
  if (isList(value)) return listElement(name, value);
  if (value === null) return `<${name}/>`;
  if (typeof value !== 'object') return `<${name}>${escaped(value)}</${name}>`;
  let attributes = '';
  let children = '';
  for (const [field, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    if (inner === null) attributes += ` ${field}=""`;
    else if (typeof inner !== 'object') attributes += ` ${field}="${escaped(inner)}"`;
    else if (isList(inner) && isUpper(field))
      children += inner.map((row) => element(rowName(field, row), row)).join('');
    else children += element(rowName(field, inner), inner);
  }
  return children === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
}

/** plex.tv wraps: `<connections><connection/></connections>`. Media servers repeat: `<Genre/><Genre/>`. */
function listElement(name: string, list: readonly Wire[]): string {
  const single = name.endsWith('s') ? name.slice(0, -1) : name;
  return `<${name}>${list.map((row) => element(single, row)).join('')}</${name}>`;
}

function rowName(field: string, row: Wire): string {
  if (field !== 'Metadata' || !isObject(row) || typeof row.type !== 'string') return field;
  return rowNames[row.type] ?? field;
}

function isUpper(field: string): boolean {
  return /^[A-Z]/.test(field);
}

function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}

function isObject(value: Wire): value is WireObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
