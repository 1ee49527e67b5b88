/** What the backends load when it is needed has to be there: the clock of a test would run on while a file is read. */
import '../../../src/backends/http/network-codes.ts';
import '../../../src/backends/http/retry-loop.ts';
import '../../../src/backends/jellyfin/jellyfin-items.ts';
import '../../../src/backends/jellyfin/jellyfin-watch.ts';
import '../../../src/backends/plex/auth/account-requests.ts';
import '../../../src/backends/plex/auth/plex-tv.ts';
import '../../../src/backends/plex/auth/server-tokens.ts';
import '../../../src/backends/plex/plex-account-work.ts';
import '../../../src/backends/plex/plex-items.ts';
import '../../../src/backends/plex/plex-watch.ts';
import '../../../src/services/access/access-fetch.ts';
