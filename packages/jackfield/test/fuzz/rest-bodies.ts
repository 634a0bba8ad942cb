import fc, { type Arbitrary } from 'fast-check';
import { expectUnharmed, runJackfield } from '../security/run-jackfield.ts';
import { anyText } from './any-text.ts';
import { fromSchema, type Schema } from './from-schema.ts';
import { fuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { mutatedBytes } from './mutated-bytes.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface RestInput {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

/** They ask servers elsewhere, which is another target's business and nobody's load test. */
const dialling = new Set([
  'checkConnection',
  'checkDraft',
  'checkProvider',
  'listProviderModels',
  'listDiscoveredEndpoints',
  'startDemoEndpoint',
  'carryTurn',
]);

/**
 * Every operation of the REST API's own document but those that dial: its parameters and bodies made
 * from their schemas, and bodies with bytes changed. None is answered with a 5xx.
 */
export async function restBodies(): Promise<FuzzTarget> {
  const jackfield = await runJackfield();
  const { body: document } = await jackfield.rest('GET /openapi.json');
  const { id, slug } = await jackfield.agentOn(null);
  const { body: connection } = await jackfield.rest('POST /connections', {
    name: 'Kept',
    url: 'https://models.invalid/v1',
    modelId: 'm',
    auth: { method: 'none' },
  });
  const ids = fc.oneof(
    fc.constantFrom(id, slug, connection.id, connection.model, 'openai', 'gemini', '1', '0', '-1'),
    anyText,
  );
  const known: Readonly<Record<string, Arbitrary<unknown>>> = {
    model: fc.constantFrom('openai/gpt-4o-mini', connection.model, 'gemini/gemini-3.8-flash'),
    // Nothing that could be dialled: none is anywhere.
    url: fc.constantFrom('https://models.invalid/v1', 'http://[::1]:1/v1', 'http://x.invalid:1'),
    endpoint: fc.constantFrom('127.0.0.1:1', 'x.invalid:80', '[::1]:1'),
    slug: fc.constantFrom('a', 'b-1', slug),
    baseUrl: fc.constant('https://models.invalid/v1'),
  };
  // Holds: it is the document that the routes were made from.
  const { paths, components } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { operationId }]) => !dialling.has(operationId))
      .map(([method, operation]) => inputs(path, method, operation, components.schemas)),
  );

  function inputs(
    path: string,
    method: string,
    { parameters = [], requestBody }: Operation,
    schemas: Document['components']['schemas'],
  ): Arbitrary<RestInput> {
    const places = [...path.matchAll(/\{(\w+)\}/g)].map(() => ids);
    const query = Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => [name, fromSchema(schema ?? {}, schemas, known)]),
    );
    const schema = requestBody?.content['application/json']?.schema;
    const made =
      schema === undefined
        ? fc.constant('{}')
        : fromSchema(schema, schemas, known).map((value) => JSON.stringify(value) ?? '');
    const body = fc.oneof(
      { weight: 6, arbitrary: made },
      { weight: 2, arbitrary: made.chain((text) => mutatedBytes([Buffer.from(text)])) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
    return fc
      .tuple(
        fc.tuple(...places),
        fc.record(query, { requiredKeys: [] }),
        method === 'get' ? fc.constant(null) : body,
        fc.constantFrom(
          {},
          {},
          { 'if-match': '"1"' },
          { 'if-match': 'x' },
          { 'if-match': '*' },
          { 'content-type': 'text/plain' },
        ),
      )
      .map(([values, asked, given, headers]) => {
        const left = [...values];
        return {
          method: method.toUpperCase(),
          path: path.replaceAll(/\{\w+\}/g, () =>
            encodeURIComponent(String(left.shift() ?? '').toWellFormed()),
          ),
          query: asked,
          headers,
          body: given,
        };
      });
  }

  return fuzzTarget({
    inputs: fc.oneof(...operations),
    async ask({ method, path, query, headers, body }) {
      const words = Object.entries(query)
        .map(([name, value]) => `${name}=${encodeURIComponent(textOf(value))}`)
        .join('&');
      const request = `${method} ${path.replace(/^\/api\/v1/, '')}${words && `?${words}`}`;
      // Holds: fetch takes bytes as well.
      const answer = await jackfield.rest(request, (body ?? undefined) as string, headers);
      if (answer.status >= 500) throw new Error(`${request} ${answer.status} ${answer.text}`);
    },
    stands: () => expectUnharmed(jackfield),
    [Symbol.asyncDispose]: () => jackfield[Symbol.asyncDispose](),
  });
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}
