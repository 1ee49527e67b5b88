import { problem, Refusal, sentence } from '../answers.ts';
import { anyItem, guidOf, maySee, refusePlaceholder } from '../found-item.ts';
import { imagesOf } from '../image-tags.ts';
import { type Item, nameOf } from '../items.ts';
import { solidPng } from '../png.ts';
import { anyone, type Call, type Handler, type Route } from '../router.ts';

const image: Handler<Call> = (call) => {
  const { server, path, query, headers } = call;
  const item = anyItem(server, guidOf('itemId', path.itemId));
  if (call.caller !== undefined) refusePlaceholder(server, path.itemId);
  // Anonymous, but a token that is sent is looked at.
  const account = call.caller?.kind === 'user' ? call.caller.account : undefined;
  if (item === undefined || (account !== undefined && !maySee(server, account, item.handle)))
    throw new Refusal(problem(404));
  const type = imagesOf(item).find((each) => each.toLowerCase() === path.type?.toLowerCase());
  if (type === undefined || Number(path.index ?? 0) > 0) {
    throw new Refusal(sentence(404, `${nameOf(item)} does not have an image of type ${path.type ?? ''}`));
  }
  const tag = query.text('tag');
  const shared = sharedHeaders(tag, server.library.savedAt(item), server.traits.immutableImages);
  const known = tag !== undefined && server.traits.immutableImages && headers.get('if-none-match') === `"${tag}"`;
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  const unmodified = Math.floor(server.library.savedAt(item) / 1000) * 1000 <= since;
  if (known || unmodified) return { status: 304, headers: shared };
  return { status: 200, bytes: picture(item, type), headers: shared };
};

/** The tag is not checked: any text makes the picture cacheable for ever (seen). */
function sharedHeaders(tag: string | undefined, savedAt: number, immutable: boolean): Record<string, string> {
  const forever = `public, max-age=31536000${immutable ? ', immutable' : ''}`;
  return {
    'content-type': 'image/png',
    'cache-control': tag === undefined ? 'public' : forever,
    'last-modified': new Date(savedAt).toUTCString(),
    vary: 'Accept',
    'content-disposition': 'attachment',
    ...(tag !== undefined && immutable ? { etag: `"${tag}"` } : {}),
  };
}

function picture(item: Item, type: string): Buffer {
  const wide = type !== 'Primary' || item.kind === 'episode';
  const shade = item.handle % 200;
  return solidPng(wide ? 16 : 6, 9, [shade, (shade * 7) % 255, type === 'Logo' ? 255 : 90]);
}

export const imageRoutes: readonly Route[] = ['GET', 'HEAD'].flatMap((method) => [
  anyone(method, '/Items/:itemId/Images/:type', image),
  anyone(method, '/Items/:itemId/Images/:type/:index', image),
]);
