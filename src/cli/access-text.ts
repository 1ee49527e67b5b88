import type { ServerKey, SourceAccess } from 'mediafold';
import { counted, printable } from './printable.ts';

const yesNo = (allowed: boolean): string => (allowed ? 'allowed' : 'not allowed');

/** What is set, without a value that is secret. */
export function accessText(access: SourceAccess | undefined): string {
  if (access === undefined) return '  Nothing is set: it is reached like every other server.';
  const { pins, ca, clientCertificate, headers, hosts, allowInsecure } = access;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Trusted keys', pins?.map((pin) => `sha256/${pin}`).join(', ')],
    [
      'Authorities',
      ca === undefined ? undefined : counted(ca.split('-----BEGIN CERTIFICATE-----').length - 1, 'certificate'),
    ],
    ['Client certificate', clientCertificate === undefined ? undefined : 'set'],
    ['Headers', headers === undefined ? undefined : `${Object.keys(headers).join(', ')} (values are not shown)`],
    [
      'Names',
      hosts &&
        Object.entries(hosts)
          .map(([name, address]) => `${name} = ${address}`)
          .join(', '),
    ],
    ['Plain http to public addresses', allowInsecure === undefined ? undefined : yesNo(allowInsecure)],
  ];
  return rows.flatMap(([what, text]) => (text === undefined ? [] : [`  ${what}: ${printable(text)}`])).join('\n');
}

/** For a person to compare with what the server's owner says. */
export function keyText({ pin, subject, validTo, isTrusted, problem }: ServerKey): string {
  const until = new Date(validTo).toISOString().slice(0, 10);
  const trust = isTrusted ? 'trusted by this machine too' : `not trusted by this machine (${problem ?? 'no reason'})`;
  return `It shows the key sha256/${pin}: ${printable(subject)}, until ${until}, ${trust}. Compare it with the server's own.`;
}
