/** What a picture shows. `poster` is the upright cover, also for music; `thumb` the wide still. */
export type ImageKind = 'poster' | 'backdrop' | 'logo' | 'thumb' | 'banner';

/**
 * Pictures as the server names them: a path relative to the server, without address and without token, that stays the
 * same until the picture changes. Only the backend that gave it can make a URL of it.
 */
export type Images = Readonly<Partial<Record<ImageKind, string>>>;
