import type { ConnectionKind } from '../../src/index.ts';
import { hasLoopbackIpv6, type PlaceBehaviour, type PlaceOptions, type ServerBehind } from '../../src/testing/index.ts';

/** One address as it is told to the client: which kind it is said to be, and how it behaves. */
export interface ScriptedPlace extends Pick<PlaceOptions, 'secure' | 'host' | 'name'> {
  readonly label: string;
  readonly kind: ConnectionKind;
  readonly behaviour: PlaceBehaviour;
}

export interface Script {
  readonly name: string;
  readonly places: readonly ScriptedPlace[];
  /** Nobody answers at all: it ends with the time limit of a probe, which is seconds. */
  readonly slow?: boolean;
}

const open: PlaceBehaviour = { kind: 'open' };
const dead: PlaceBehaviour = { kind: 'dead' };
const silent: PlaceBehaviour = { kind: 'silent' };

const place = (kind: ConnectionKind, behaviour: PlaceBehaviour, more: Partial<ScriptedPlace> = {}): ScriptedPlace => ({
  label: kind,
  kind,
  behaviour,
  ...more,
});

const direct = place('direct', { kind: 'open', delayMs: 30 });
const relay = place('relay', open);
const behind = (certificate: Extract<PlaceBehaviour, { kind: 'tls' }>['certificate']): ScriptedPlace =>
  place('local', { kind: 'tls', certificate }, { secure: true, label: `local (${certificate})` });

/** Each network has a good address, but for the last ones. @param other a server that is not the wanted one */
export function scripts(other: ServerBehind): readonly Script[] {
  const many = (behaviour: PlaceBehaviour): readonly ScriptedPlace[] =>
    Array.from({ length: 9 }, (_, index) => place('local', behaviour, { label: `local ${index + 1}` }));
  return [
    { name: 'one good address', places: [place('local', open)] },
    { name: 'nine refused', places: [...many(dead), direct] },
    { name: 'nine silent', places: [...many(silent), direct] },
    { name: 'relay faster than direct', places: [direct, relay] },
    { name: 'local slower than direct', places: [place('local', { kind: 'open', delayMs: 100 }), direct] },
    { name: 'local much slower than direct', places: [place('local', { kind: 'slow', ms: 1_500 }), direct] },
    { name: 'only the relay answers', places: [place('local', dead), place('direct', dead), relay] },
    { name: 'half-open after one answer', places: [place('local', { kind: 'half-open', requests: 1 }), direct] },
    { name: 'reset before the answer', places: [place('local', { kind: 'resetting', when: 'request' }), direct] },
    { name: 'reset inside the answer', places: [place('local', { kind: 'resetting', when: 'body' }), direct] },
    {
      name: 'another server at the address',
      places: [place('local', { kind: 'another-server', server: other }), direct],
    },
    { name: 'captive portal, a page', places: [place('local', { kind: 'portal' }), direct] },
    {
      name: 'captive portal, sent elsewhere',
      places: [place('local', { kind: 'portal', location: 'http://portal.invalid/' }), direct],
    },
    { name: 'starting up', places: [place('local', { kind: 'starting', as: 'plex' }), direct] },
    { name: 'one address refuses the token', places: [place('local', { kind: 'refuses-token' }), direct] },
    {
      name: 'a name that is not told (rebinding)',
      places: [place('local', open, { name: 'attic.lost.invalid' }), direct],
    },
    ...(['good', 'expired', 'unknown-ca', 'wrong-name', 'none'] as const).map((certificate) => ({
      name: certificate === 'none' ? 'plain http behind https' : `certificate: ${certificate}`,
      places: [behind(certificate), direct],
    })),
    ...(hasLoopbackIpv6()
      ? [{ name: 'IPv6 only', places: [place('local', dead), place('direct', open, { host: '::1' })] }]
      : []),
    { name: 'every address refuses the token', places: [place('local', { kind: 'refuses-token' })] },
    { name: 'nobody is there', places: [place('local', dead), place('direct', dead)] },
    { name: 'only another server', places: [place('local', { kind: 'another-server', server: other })] },
    { name: 'everything silent', places: [place('local', silent), place('direct', silent)], slow: true },
    {
      name: 'everything silent but the relay',
      places: [place('local', silent), place('direct', silent), relay],
      slow: true,
    },
  ];
}
