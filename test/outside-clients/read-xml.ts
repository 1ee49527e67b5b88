/** One element. Text between elements is kept as it is; attributes are told in the order they came. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a whole document, as strictly as the parsers of Python and Kodi do. Knows nothing of Plex.
 *
 * @throws {SyntaxError} for what is not well-formed, with the place
 */
export function readXml(xml: string): XmlElement {
  let at = 0;
  const fail = (why: string): never => {
    throw new SyntaxError(`${why} at ${at}: ${xml.slice(at, at + 40)}`);
  };
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(xml)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const need = (pattern: RegExp): string => take(pattern) ?? fail(`expected ${pattern.source}`);
  const plain = (text: string): string =>
    text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w*);?/g, (whole, name: string) => {
      if (!whole.endsWith(';')) fail(`a bare & in "${text}"`);
      if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
      if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
      return entities[name] ?? fail(`unknown entity ${whole}`);
    });
  const attributesHere = (): Record<string, string> => {
    const found: Record<string, string> = {};
    for (let gap = take(/\s+/); gap !== undefined; gap = take(/\s+/)) {
      const name = take(/[A-Za-z_][\w:.-]*/);
      if (name === undefined) break;
      if (name in found) fail(`the attribute ${name} twice`);
      need(/=/);
      // Real line breaks in a value would reach the reader as blanks.
      found[name] = plain((take(/"[^"<\n\r\t]*"/) ?? need(/'[^'<\n\r\t]*'/)).slice(1, -1));
    }
    return found;
  };
  const element = (): XmlElement => {
    need(/</);
    const name = need(/[A-Za-z_][\w:.-]*/);
    const attributes = attributesHere();
    if (take(/\/>/) !== undefined) return { name, attributes, children: [], text: '' };
    need(/>/);
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      text += plain(take(/[^<]+/) ?? '');
      if (take(/<\//) !== undefined) break;
      children.push(element());
    }
    if (need(/[A-Za-z_][\w:.-]*/) !== name) fail(`${name} is closed by another`);
    need(/\s*>/);
    return { name, attributes, children, text };
  };

  need(/<\?xml version="1\.0" encoding="UTF-8"\?>\s*/);
  const root = element();
  take(/\s+/);
  if (at < xml.length) fail('something after the end');
  return root;
}
