import { isMediafoldError } from '../../errors.ts';
import type { AuthProvider } from '../auth-provider.ts';

/**
 * Sends with the credential's headers; when the server refuses them, renews once and sends once more. A second refusal
 * surfaces: no loop can come of it.
 */
export async function authorized<T>(
  auth: AuthProvider,
  signal: AbortSignal | undefined,
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const headers = await auth.headers({ signal });
  try {
    return await send(headers);
  } catch (error) {
    const refused = isMediafoldError(error) && (error.code === 'unauthorized' || error.code === 'token-expired');
    if (!refused || !(await auth.renew(headers, { signal }))) throw error;
    return send(await auth.headers({ signal }));
  }
}
