import type { Context } from 'hono';

/** The fields of a request to plex.tv, wherever they were written; headers count under their own names. */
export interface RequestFields {
  text(name: string): string | undefined;
  /** Whatever a JSON body holds under this name. */
  value(name: string): unknown;
}

/** @returns undefined for a body that cannot be read: JSON needs its content type, as on plex.tv */
export async function fieldsOf(context: Context): Promise<RequestFields | undefined> {
  const body = await bodyOf(context);
  if (body === undefined) return undefined;
  const value = (name: string): unknown => body.get(name) ?? context.req.query(name) ?? context.req.header(name);
  return {
    value,
    text: (name) => {
      const found = value(name);
      if (typeof found === 'string') return found;
      return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
    },
  };
}

async function bodyOf(context: Context): Promise<ReadonlyMap<string, unknown> | undefined> {
  const text = await context.req.text();
  if (text === '') return new Map();
  const type = context.req.header('content-type') ?? '';
  if (!type.includes('json')) return text.startsWith('{') ? undefined : new Map(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

export const clientIdHeader = 'X-Plex-Client-Identifier';
export const tokenHeader = 'X-Plex-Token';

export function credentialOf(context: Context, name: typeof clientIdHeader | typeof tokenHeader): string | undefined {
  const found = context.req.header(name) ?? context.req.query(name);
  return found === '' ? undefined : found;
}
