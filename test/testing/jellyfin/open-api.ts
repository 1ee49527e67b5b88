import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Node = Record<string, unknown>;

export interface OpenApi {
  readonly paths: Record<string, Record<string, Node>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

/** Finds what the document says about one route's answer. */
export interface AnswerCheck {
  /** Undefined when the document does not know the route or gives its answer no schema. */
  of(method: string, path: string): ValidateFunction | undefined;
  /** Whether the document knows the route, by its pattern: `/Items/{}`. */
  knows(method: string, pattern: string): boolean;
}

export function answerCheck(document: OpenApi): AnswerCheck {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  // Ids are written without dashes, which the document calls uuid all the same.
  ajv.addFormat('uuid', /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  for (const format of ['int32', 'int64', 'float', 'double', 'binary']) ajv.addFormat(format, true);
  ajv.addSchema({ $id: 'doc', components: plain(document.components) as Node });
  const paths = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: path.replace(/\{[^}]*\}/g, '{}').toLowerCase(),
    operations,
  }));
  const operation = (method: string, pattern: string): Node | undefined =>
    paths.find((each) => each.pattern === pattern.toLowerCase())?.operations[method.toLowerCase()];
  return {
    knows: (method, pattern) => operation(method, pattern) !== undefined,
    of: (method, pattern) => {
      const found = operation(method, pattern) as
        | { responses?: Record<string, { content?: Record<string, { schema?: unknown }> }> }
        | undefined;
      const schema = found?.responses?.['200']?.content?.['application/json']?.schema;
      return schema === undefined ? undefined : ajv.compile(plain(schema) as Node);
    },
  };
}

/** From OpenAPI 3.0 to JSON schema: references into one document, and null where `nullable` allows it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, $ref, ...rest } = value as Node;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#', 'doc#') };
  const schema = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, plain(inner)]));
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
