import { deflateSync } from 'node:zlib';
import { htmlError } from '../answers.ts';
import { queryOf, type ServerApp } from './server-env.ts';
import type { ServerState } from './server-state.ts';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** One grey pixel, whose shade belongs to the item: the smallest picture that a decoder takes. */
function pixel(key: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.from([0, key % 256]))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function picture(state: ServerState, key: number): Response {
  if (!state.shelf.has(key)) return htmlError(404);
  return new Response(pixel(key), { headers: { 'content-type': 'image/png', 'cache-control': 'max-age=31536000' } });
}

export function addImageRoutes(app: ServerApp, state: ServerState): void {
  app.get('/photo/:colon{:}/transcode', (context) => {
    const query = queryOf(context);
    const url = query.get('url');
    if (url === null || query.get('width') === null || query.get('height') === null) return htmlError(400);
    const key = /\/library\/metadata\/(\d+)\/(?:thumb|art)\//.exec(url)?.[1];
    return picture(state, Number(key ?? 0));
  });

  app.get('/library/metadata/:id/:element{thumb|art}/:timestamp', (context) =>
    picture(state, Number(context.req.param('id'))),
  );
}
