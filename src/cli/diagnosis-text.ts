import type { DiagnosedAddress, Diagnosis } from 'mediafold';
import { reasonText, tookText } from './plain-result.ts';
import { printable, withoutName } from './printable.ts';
import { credentialWords } from './sign-in-command.ts';
import { whenText } from './source-columns.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What was found out about one source: a table of the addresses, the facts around it, and what could be done. */
export function diagnosisText(terminal: Terminal, diagnosis: Diagnosis): string {
  const { source, chosen, reason, addresses } = diagnosis;
  const head = `${terminal.paint('bold', printable(source.name))} (${source.type}, ${source.id})`;
  const why = withoutName(source.name, reason);
  const verdict = chosen === undefined ? `No connection: ${why}` : `Chosen: ${chosen.uri}: ${why}`;
  return [
    head,
    ...(addresses.length === 0 ? ['No address is known.'] : [drawn(terminal, diagnosis)]),
    verdict,
    ...around(diagnosis, why),
    ...listed('What you could do:', diagnosis.advice),
    ...listed('Address by address:', adviceByAddress(diagnosis)),
  ].join('\n');
}

function drawn(terminal: Terminal, { addresses, chosen }: Diagnosis): string {
  const isChosen = ({ candidate }: DiagnosedAddress): boolean => candidate.uri === chosen?.uri;
  return table<DiagnosedAddress>(
    terminal,
    [
      { head: '', text: (each) => (isChosen(each) ? '*' : ''), paint: (text) => terminal.paint('green', text) },
      { head: 'Address', text: ({ candidate }) => candidate.uri },
      { head: 'Kind', text: ({ candidate }) => candidate.kind },
      { head: 'From', text: fromText },
      {
        head: 'Outcome',
        text: ({ outcome }) => outcome,
        paint: (text, { outcome }) => terminal.paint(outcome === 'ok' ? 'green' : 'yellow', text),
      },
      { head: 'Took', text: tookText, align: 'right' },
      { head: 'Reason', text: reasonText, shrinks: true },
    ],
    addresses,
  );
}

function fromText({ candidate, isKnown }: DiagnosedAddress): string {
  const { origin, pinned } = candidate;
  return `${origin}${pinned ? ', pinned' : ''}${isKnown ? '' : ', new'}`;
}

/** @param said why there is no connection: it is not said twice */
function around({ account, lan, clockOffsetMs, credential }: Diagnosis, said: string): readonly string[] {
  const { type, signedInAt, state, reason } = credential;
  const since = signedInAt === undefined ? '' : ` of ${whenText(signedInAt)}`;
  const why = reason === undefined || said === printable(reason) ? '' : `: ${printable(reason)}`;
  return [
    `Sign-in: ${credentialWords(type)}${since}, ${state}${why}`,
    ...(account === undefined ? [] : [`Account service: ${askedText(account)}`]),
    `Local network: ${askedText(lan)}`,
    ...(clockOffsetMs === undefined ? [] : [`Server's clock: ${clockText(clockOffsetMs)}`]),
  ];
}

function askedText({ answered, addresses, reason }: Diagnosis['lan']): string {
  if (!answered) return `no answer${reason === undefined ? '' : `: ${printable(reason)}`}`;
  return `answers, with ${addresses} address${addresses === 1 ? '' : 'es'}`;
}

/** The server tells whole seconds, and the answer took a moment. */
function clockText(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1_000);
  if (Math.abs(seconds) <= 2) return 'as here';
  return `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
}

/** Of an only address everything is said already. */
function adviceByAddress({ addresses, advice: first }: Diagnosis): readonly string[] {
  const isSaid = (advice: string | undefined): boolean => addresses.length === 1 && first.includes(advice ?? '');
  const left = addresses.filter(({ advice }) => !isSaid(advice));
  return left.flatMap(({ candidate, advice }) => (advice === undefined ? [] : [`${candidate.uri}: ${advice}`]));
}

function listed(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', head, ...lines.map((line) => `- ${line}`)];
}
