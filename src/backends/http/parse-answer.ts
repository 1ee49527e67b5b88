import { ProtocolError } from '../../errors.ts';

/** The part of a zod schema that is used: any library with the same method will do. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What zod wanted, when the small build of it has no sentence for it. */
  readonly expected?: unknown;
}

/** `MediaContainer.size: expected number`: places and types, never values. */
export function describeIssues(issues: readonly SchemaIssue[]): readonly string[] {
  return issues.slice(0, 8).map(({ path, message, expected }) => {
    const wanted = message === 'Invalid input' && typeof expected === 'string' ? `expected ${expected}` : message;
    return `${path.map(String).join('.') || 'the whole'}: ${wanted}`;
  });
}

/**
 * The one place where an answer's text becomes a value of a known shape.
 *
 * @throws {ProtocolError} not JSON, or not of this shape
 */
export function parseAnswer<T>(text: string, schema: Schema<T>, operation: string, where: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const what = /^\s*<(!doctype|html)/i.test(text) ? 'a web page' : text.trim() === '' ? 'nothing' : 'something else';
    const explanation = `answered with ${what} instead of JSON. Is it really the media server, and not a proxy or portal?`;
    throw new ProtocolError(`${operation}: ${where} ${explanation}`, [], { operation, explanation });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error.issues);
  const explanation = `answered in a shape that was not expected (${issues.join('; ')})`;
  throw new ProtocolError(`${operation}: ${where} ${explanation}`, issues, { operation, explanation });
}
