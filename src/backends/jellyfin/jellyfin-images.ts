import type { Connection } from '../../models/connection.ts';
import type { BackendContext } from '../backend-context.ts';
import { joinUrl } from '../http/join-url.ts';
import { headersForUrls } from '../http/server-environment.ts';
import type { ImageFacet } from '../media-backend.ts';

/**
 * Pictures are open to everybody who knows the item's id, so their URLs hold no credential. The server cuts them to fill the
 * frame, never enlarges them, and lets them be cached for ever because the tag changes with the picture.
 */
export function imageFacet(connection: () => Connection, context: BackendContext): ImageFacet {
  return {
    headers: () => headersForUrls(context),
    url(images, kind, { width, height }) {
      const path = images[kind];
      if (path === undefined) return undefined;
      return joinUrl(connection().uri, path, {
        fillWidth: Math.ceil(width),
        fillHeight: Math.ceil(height),
        quality: 90,
      });
    },
  };
}
