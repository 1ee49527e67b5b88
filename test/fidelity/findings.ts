import { complaintsOf, type Documented, type DocumentedRoute } from './documents.ts';
import type { Driven } from './driven.ts';
import { heirsOf, type SchemaException } from './exceptions.ts';

/** What the document says to one route's answers. */
export interface Verdict {
  readonly kind: 'valid' | 'exceptions' | 'nothing described' | 'not in the document' | 'wrong';
  /** The route of the document that stands for it. */
  readonly heir?: string;
  readonly met: readonly SchemaException[];
  readonly wrong: readonly string[];
}

/** The route itself in the document, or the one that stands for it. */
export function documentedFor(
  document: Documented,
  route: string,
): { readonly found: DocumentedRoute; readonly heir?: string } | undefined {
  const own = document(route);
  if (own !== undefined) return { found: own };
  for (const heir of heirsOf(route)) {
    const found = document(heir);
    if (found !== undefined) return { found, heir };
  }
  return undefined;
}

export interface VerdictInput {
  readonly document: Documented;
  readonly route: string;
  readonly answers: readonly Driven[];
  readonly exceptions: readonly SchemaException[];
}

export function verdictOn({ document, route, answers, exceptions }: VerdictInput): Verdict {
  const documented = documentedFor(document, route);
  const none = { met: [], wrong: [] };
  if (documented === undefined) return { kind: 'not in the document', ...none };
  const { found, heir } = documented;
  const met = new Set<SchemaException>();
  const wrong: string[] = [];
  for (const { status, body } of answers) {
    if (!found.statuses.includes(status)) wrong.push(`status ${status}`);
    if (found.validate === undefined || body === undefined) continue;
    for (const complaint of complaintsOf(found.validate, body)) {
      const known = exceptions.find((each) => complaint.endsWith(each.complaint) && (each.route ?? route) === route);
      if (known === undefined) wrong.push(complaint);
      else met.add(known);
    }
  }
  const described = found.validate !== undefined && answers.some(({ body }) => body !== undefined);
  const quiet = described ? (met.size > 0 ? 'exceptions' : 'valid') : 'nothing described';
  const kind = wrong.length > 0 ? 'wrong' : quiet;
  return { kind, met: [...met], wrong, ...(heir === undefined ? {} : { heir }) };
}
