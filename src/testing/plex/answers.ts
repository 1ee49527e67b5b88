import { plexXml } from './plex-xml.ts';
import type { Wire } from './wire.ts';

/** Plex answers in XML unless JSON is asked for by name. */
function wantsJson(request: Request): boolean {
  return (request.headers.get('accept') ?? '').includes('json');
}

function answer(
  request: Request,
  root: string,
  json: Wire,
  xml: Wire,
  status: number,
  headers: Record<string, string> = {},
): Response {
  const asJson = wantsJson(request);
  return new Response(asJson ? JSON.stringify(json) : plexXml(root, xml), {
    status,
    headers: { 'content-type': asJson ? 'application/json' : 'text/xml;charset=utf-8', ...headers },
  });
}

/** A media server's answer: everything is in one `MediaContainer`. */
export function container(request: Request, fields: Wire, headers: Record<string, string> = {}): Response {
  return answer(request, 'MediaContainer', { MediaContainer: fields }, fields, 200, {
    'x-plex-protocol': '1.0',
    ...headers,
  });
}

/** plex.tv's answer: no envelope. `root` is the element that XML needs. */
export function cloudAnswer(request: Request, root: string, value: Wire, status = 200): Response {
  return answer(request, root, value, value, status, { 'access-control-allow-origin': '*' });
}

export interface CloudError {
  readonly code: number;
  readonly message: string;
  readonly status: number;
}

export function cloudError(request: Request, error: CloudError): Response {
  return cloudAnswer(request, 'response', { errors: [{ ...error }] }, error.status);
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Errors of a media server are HTML whatever the client asked for. */
export function htmlError(status: 400 | 401 | 403 | 404 | 500 | 503): Response {
  const reason = reasons[status] ?? '';
  const body = `<html><head><title>${reason}</title></head><body><h1>${status} ${reason}</h1></body></html>`;
  return new Response(body, { status, headers: { 'content-type': 'text/html', 'x-plex-protocol': '1.0' } });
}

/** Actions answer with nothing, labelled as HTML. */
export function done(): Response {
  return new Response('', { status: 200, headers: { 'content-type': 'text/html', 'x-plex-protocol': '1.0' } });
}

/** While the database is migrated, for every path. Recorded in browsers; assumed to ignore `Accept`. */
export function maintenance(): Response {
  const status = 'The mock Plex Media Server is running database migrations.';
  return new Response(plexXml('Response', { code: 503, title: 'Maintenance', status }), {
    status: 503,
    headers: { 'content-type': 'text/xml;charset=utf-8', 'x-plex-protocol': '1.0' },
  });
}
