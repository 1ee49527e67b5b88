import { MediafoldError } from '../../errors.ts';
import type { Connection } from '../../models/connection.ts';
import type { Credential } from '../../models/credential.ts';
import type { ImageKind } from '../../models/images.ts';
import type { BackendContext } from '../backend-context.ts';
import { joinUrl } from '../http/join-url.ts';
import { headersForUrls } from '../http/server-environment.ts';
import type { ImageFacet } from '../media-backend.ts';
import { tokenHeader } from './auth/plex-headers.ts';

/** What a picture's URL has to carry, because a player cannot send headers. Empty for an unclaimed server. */
function tokenOf(credential: Credential): string {
  switch (credential.type) {
    case 'plex-token':
      return credential.serverToken?.reveal() ?? '';
    case 'plex-server-token':
      return credential.token.reveal();
    default:
      return '';
  }
}

/** Drawings that must keep their transparency. */
const transparent: ReadonlySet<ImageKind> = new Set(['logo']);

/**
 * Pictures drawn by the server (`GET /photo/:/transcode`): large enough to cover the size that is asked for, and never
 * blown up. The URL holds the server's token.
 */
export function imageFacet(
  connection: () => Connection,
  credential: () => Credential,
  context: BackendContext,
): ImageFacet {
  return {
    headers: () => headersForUrls(context),
    url(images, kind, { width, height }) {
      const path = images[kind];
      if (path === undefined) return undefined;
      if (!(width > 0 && height > 0)) {
        throw new MediafoldError('invalid-argument', 'draw a picture: width and height must be more than 0');
      }
      const token = tokenOf(credential());
      return joinUrl(connection().uri, '/photo/:/transcode', {
        url: path,
        width: Math.round(width),
        height: Math.round(height),
        minSize: 1,
        upscale: 0,
        format: transparent.has(kind) ? 'png' : 'jpg',
        [tokenHeader]: token === '' ? undefined : token,
      });
    },
  };
}
