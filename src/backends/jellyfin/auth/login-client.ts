import type { Environment } from '../../../models/environment.ts';
import { createHttpClient, type HttpClient } from '../../http/http-client.ts';
import { jellyfinStatuses } from '../jellyfin-statuses.ts';

/** For requests of a login, which carry what they need themselves. */
export function loginClient(environment: Environment): HttpClient {
  return createHttpClient({ environment, statuses: jellyfinStatuses, headers: {} });
}
