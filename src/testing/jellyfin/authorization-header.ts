/** What a client says about itself, and its token, if it sent one. */
export interface Claims {
  readonly token?: string;
  readonly client?: string;
  readonly device?: string;
  readonly deviceId?: string;
  readonly version?: string;
}

/** Keys are compared with their case; the others are ignored. */
const known: Readonly<Record<string, keyof Claims>> = {
  Token: 'token',
  Client: 'client',
  Device: 'device',
  DeviceId: 'deviceId',
  Version: 'version',
};

/**
 * Reads `MediaBrowser Client="...", Token="..."`.
 *
 * @param schemes lower case; any other scheme makes the server ignore the whole header
 * @returns undefined when the header is ignored
 */
export function parseAuthorization(header: string, schemes: readonly string[]): Claims | undefined {
  const blank = header.indexOf(' ');
  if (blank < 0 || !schemes.includes(header.slice(0, blank).toLowerCase())) return undefined;
  const text = utf8Of(header.slice(blank + 1));
  const claims: { -readonly [K in keyof Claims]: Claims[K] } = {};
  for (const [key, value] of pairs(text)) {
    const name = known[key];
    if (name !== undefined && value !== '') claims[name] = value;
  }
  return claims;
}

/**
 * One scan, as the server does it: a quote toggles, a comma ends a pair and `=` ends a key only outside quotes, and
 * there is no backslash escape. The value is then form-decoded, where `+` is a blank.
 */
function* pairs(text: string): Generator<readonly [key: string, value: string]> {
  let quoted = false;
  let key = '';
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    if (char === '=' && !quoted) {
      key = text.slice(start, at).trim();
      start = at + 1;
    }
    if (char === undefined || (char === ',' && !quoted)) {
      if (key !== '') yield [key, decoded(text.slice(start, at))];
      key = '';
      start = at + 1;
    }
  }
}

/** Header bytes are read as UTF-8, which clients should not send but do (seen). */
function utf8Of(header: string): string {
  const read = Buffer.from(header, 'latin1').toString('utf8');
  return read.includes('\uFFFD') ? header : read;
}

function decoded(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^"+|"+$/g, '')
    .replaceAll('+', ' ');
  try {
    return decodeURIComponent(bare);
  } catch {
    // The server leaves a stray percent sign as it is.
    return bare;
  }
}
