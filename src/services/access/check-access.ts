import { isIP } from 'node:net';
import { secret } from '../../models/secret.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import { invalidAccess, tlsSettings } from './trust.ts';

/** What requests say by themselves, and what HTTP clients decide. */
const ours = [
  /^(authorization|accept|host|content-(length|type)|expect|upgrade|te|trailer|transfer-encoding|connection|keep-alive)$/,
  /^(x-plex|x-emby|x-mediabrowser|proxy|sec)-/,
];
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\x20-\x7e]+$/;
const pinShape = /^[A-Za-z0-9+/]{43}=$/;

/** As curl and browsers write pins, with the name of the hash in front. */
function checkPin(text: string): string {
  const pin = text.trim().replace(/^sha256\/{1,2}/i, '');
  if (pinShape.test(pin)) return pin;
  throw invalidAccess('a pin is the SHA-256 of a public key in base64, 44 characters');
}

/** The values are nowhere in a message. */
function checkHeaders(headers: NonNullable<SourceAccess['headers']>): NonNullable<SourceAccess['headers']> {
  const checked = new Map<string, ReturnType<typeof secret>>();
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!headerName.test(name)) throw invalidAccess('a header has a name that HTTP does not allow');
    if (ours.some((own) => own.test(lower))) throw invalidAccess(`the header ${name} is not one that can be set`);
    const text = value.reveal().trim();
    if (!headerValue.test(text))
      throw invalidAccess(`the header ${name} has an empty value, or one that HTTP does not allow`);
    if ([...checked.keys()].some((known) => known.toLowerCase() === lower)) throw invalidAccess(`two headers ${name}`);
    checked.set(name, secret(text));
  }
  return Object.fromEntries(checked);
}

function checkHosts(hosts: NonNullable<SourceAccess['hosts']>): NonNullable<SourceAccess['hosts']> {
  const entries = Object.entries(hosts).map(([name, given]): [string, string] => {
    const address = given.trim().replace(/^\[|\]$/g, '');
    const url = URL.canParse(`https://${name}`) ? new URL(`https://${name}`) : undefined;
    const isName = url !== undefined && isIP(url.hostname) === 0 && !url.hostname.startsWith('[');
    if (!isName || url.href !== `https://${url.hostname}/`) throw invalidAccess(`${name} is not a host's name`);
    if (isIP(address) === 0) throw invalidAccess(`${address} is not an IP address to use for ${name}`);
    // In the form in which it comes with a request.
    return [url.hostname, address];
  });
  return Object.fromEntries(entries);
}

const hasAny = (value: object | undefined): boolean => value !== undefined && Object.keys(value).length > 0;

/**
 * The settings in one form.
 *
 * @returns `undefined` when they say nothing
 * @throws {MediafoldError} `invalid-argument`, without any value that is secret
 */
export function checkAccess(access: SourceAccess): SourceAccess | undefined {
  const { pins = [], ca, clientCertificate, headers = {}, hosts = {}, allowInsecure } = access;
  tlsSettings(access);
  const checked: SourceAccess = {
    ...(pins.length === 0 ? {} : { pins: [...new Set(pins.map(checkPin))] }),
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(hasAny(headers) ? { headers: checkHeaders(headers) } : {}),
    ...(hasAny(hosts) ? { hosts: checkHosts(hosts) } : {}),
    ...(allowInsecure === undefined ? {} : { allowInsecure }),
  };
  return hasAny(checked) ? checked : undefined;
}
