import { describe, expect, it } from 'vitest';
import { plexXml } from '../../../src/testing/plex/plex-xml.ts';
import { ask, call, plexWith, serverWith } from './harness.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#10': '\n' };

function plain(text: string): string {
  return text.replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? '?');
}

/** Reads what the mock writes: elements and attributes, nothing else. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (const [, closing, name = '', attributes = '', empty] of xml.matchAll(
    /<(\/?)([A-Za-z]\w*)((?:\s+\w+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (closing === '/') {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const found = [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, plain(value)]);
    const element: Element = { name, attributes: Object.fromEntries(found), children: [] };
    open.at(-1)?.children.push(element);
    if (empty === '') open.push(element);
  }
  expect(open).toHaveLength(1);
  return root.children[0] ?? root;
}

/** The same document from its JSON, by the rules of the protocol. */
function elementOf(name: string, value: object): Element {
  const attributes: Record<string, string> = {};
  const children: Element[] = [];
  for (const [field, inner] of Object.entries(value)) {
    if (Array.isArray(inner)) {
      for (const row of inner) children.push(elementOf(field === 'Metadata' ? nameOf(row) : field, row));
    } else if (typeof inner === 'object') children.push(elementOf(field, inner));
    else attributes[field] = typeof inner === 'boolean' ? (inner ? '1' : '0') : String(inner);
  }
  return { name, attributes, children };
}

function nameOf(row: { type: string }): string {
  return row.type === 'movie' || row.type === 'episode' ? 'Video' : 'Directory';
}

describe('XML', () => {
  it.each([
    '/identity',
    '/',
    '/library/sections',
    '/library/sections/1/all?includeGuids=1',
    '/library/sections/2/all?type=2&X-Plex-Container-Start=1&X-Plex-Container-Size=2',
    '/library/sections/2/all?type=4',
    '/library/metadata/30000001/children',
    '/library/metadata/10000001,30000001,1000000011,2000000001101?includeChapters=1&includeMarkers=1',
    '/hubs/search?query=the',
  ])('of %s is the same document as the JSON', async (path) => {
    const server = await serverWith();
    const json = await ask(server, path);
    const xml = await ask(server, path, { accept: 'text/html, */*' });
    expect([json.headers.get('content-type'), xml.headers.get('content-type')]).toEqual([
      'application/json',
      'text/xml;charset=utf-8',
    ]);
    expect(parse(xml.text)).toEqual(elementOf('MediaContainer', Object(json.json.at('MediaContainer').value)));
  });

  it('of plex.tv wraps its lists and writes null as nothing', async () => {
    const plex = await plexWith();
    const url = `${plex.plexTv.url}/api/v2/resources?includeHttps=1`;
    const root = parse((await call(url, { token: plex.account.token, accept: 'application/xml' })).text);
    expect(root.name).toBe('resources');
    expect(root.children[0]?.attributes).toMatchObject({ name: 'Attic', owned: '1', ownerId: '' });
    const connections = root.children[0]?.children[0];
    expect([connections?.name, connections?.children[0]?.name]).toEqual(['connections', 'connection']);
    const refused = await call(url, { token: 'nonsense', accept: 'application/xml' });
    expect(refused.text).toContain('<errors><error code="1001"');
  });

  it('escapes what would break it', () => {
    const xml = plexXml('a', { b: `<"&'>\n` });
    expect(xml.endsWith(`<a b="&lt;&quot;&amp;'&gt;&#10;"/>`)).toBe(true);
    expect(parse(xml).attributes.b).toBe(`<"&'>\n`);
  });
});
