/**
 * What may be said about an address: its origin and path. Queries carry tokens (`X-Plex-Token`, `ApiKey`), Home PINs
 * and Quick Connect secrets, and user info carries passwords, so neither gets into a log or an error.
 */
export function withoutSecrets(url: string | URL): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return '(not a URL)';
  }
}
