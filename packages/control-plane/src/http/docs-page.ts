import { createHash } from 'node:crypto';
import { needsExtension } from './create-route.ts';
import type { Need } from './needs.ts';
import type { OpenapiDocument } from './openapi-document.ts';

interface Operation {
  readonly tags?: string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly [needsExtension]?: Need;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Record<string, MediaType> };
  readonly responses?: Record<string, Response>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
}
interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
}
interface Response {
  readonly description: string;
  readonly content?: Record<string, MediaType>;
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly description?: string;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The whole OpenAPI document as one page that needs no script and no other host. */
export function docsPage(document: OpenapiDocument): string {
  // The generator's own types leave every part open; these are the parts that are shown.
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
  const sections = (document.tags ?? []).map(({ name, description }) => {
    const ours = operations.filter(({ operation }) => operation.tags?.includes(name) === true);
    const id = anchor(name);
    const parts = ours.map(({ path, method, operation }) => operationHtml(path, method, operation));
    return `<section aria-labelledby="${id}"><h2 id="${id}">${text(name)}</h2><p>${text(description ?? '')}</p>${parts.join('')}</section>`;
  });
  // As above: `schemas` holds JSON schemas.
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const shapes = Object.entries(schemas).map(
    ([name, schema]) => `<h3 id="${anchor(name)}">${text(name)}</h3>${schemaHtml(schema)}`,
  );
  const links = [...(document.tags ?? []).map(({ name }) => name), 'Shapes'].map(
    (name) => `<a href="#${anchor(name)}">${text(name)}</a>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(document.info.title)} REST API</title><style>${style}</style></head><body><header><h1>${text(document.info.title)} REST API <small>${text(document.info.version)}</small></h1><p>${prose(document.info.description ?? '')}</p><p><a href="openapi.json">openapi.json</a> is this page for programs.</p><nav aria-label="Parts">${links.join(' ')}</nav></header><main>${sections.join('')}<section aria-labelledby="shapes"><h2 id="shapes">Shapes</h2>${shapes.join('')}</section></main></body></html>`;
}

function operationHtml(path: string, method: string, operation: Operation): string {
  const media = operation.requestBody?.content?.['application/json'];
  const parameters = (operation.parameters ?? []).map(
    (parameter) =>
      `<tr><th scope="row"><code>${text(parameter.name)}</code></th><td>${text(parameter.in)}</td><td>${prose(parameter.description ?? '')}</td></tr>`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, response]) =>
      `<tr><th scope="row">${text(status)}</th><td>${shapeOf(Object.values(response.content ?? {})[0]?.schema)}</td><td>${prose(response.description)}</td></tr>`,
  );
  return [
    `<article><h3><code><b>${method.toUpperCase()}</b> ${text(path)}</code></h3>`,
    `<p><strong>${text(operation.summary ?? '')}.</strong> ${prose(operation.description ?? '')}`,
    operation.security?.length === 0 ? ' Needs no token.' : roleWords(operation[needsExtension]),
    '</p>',
    parameters.length === 0
      ? ''
      : `<table><caption>Parameters</caption>${parameters.join('')}</table>`,
    media === undefined ? '' : `<p>Body: ${shapeOf(media.schema)}</p>`,
    media?.example === undefined
      ? ''
      : `<pre tabindex="0">${text(JSON.stringify(media.example, null, 2))}</pre>`,
    `<table><caption>Answers</caption>${answers.join('')}</table></article>`,
  ].join('');
}

/** For whom it is, where not for everybody who is let in. */
function roleWords(needs: Need | undefined): string {
  if (needs === 'editor') return ' For editors and admins.';
  return needs === 'admin' ? ' For admins.' : '';
}

function schemaHtml(schema: Schema): string {
  if (schema.properties === undefined) return `<p>${shapeOf(schema)}</p>`;
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const optional = schema.required?.includes(name) === true ? '' : ' <i>optional</i>';
    return `<tr><th scope="row"><code>${text(name)}</code>${optional}</th><td>${shapeOf(property)}</td><td>${prose(property.description ?? '')}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

/** A schema in a few words: a link to a named one, `list of …`, its values, or its type. */
function shapeOf(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#${anchor(name)}">${text(name)}</a>`;
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map(shapeOf).join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(shapeOf).filter(Boolean).join(' and ');
  if (schema.const !== undefined) return `<code>${text(JSON.stringify(schema.const))}</code>`;
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `<code>${text(JSON.stringify(value))}</code>`).join(' or ');
  }
  if (schema.items !== undefined) return `list of ${shapeOf(schema.items)}`;
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties);
    return `{ ${fields.map(([name, field]) => `${text(name)}: ${shapeOf(field)}`).join(', ')} }`;
  }
  return text([schema.type ?? 'anything'].flat().join(' or '));
}

/** Text with `code` set as code, and nothing else. */
function prose(words: string): string {
  return text(words).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function text(words: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return words.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

const style = `
:root{color-scheme:light dark;--line:light-dark(#d8d8d2,#3a3a36);--dim:light-dark(#5b5b55,#a9a9a1);--soft:light-dark(#f4f4ef,#1d1d1b)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:2rem 1rem;background:light-dark(#fff,#131312);color:light-dark(#1a1a18,#ededea)}
h1 small{font-weight:400;color:var(--dim)}nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
h2{margin-top:3rem;border-bottom:1px solid var(--line)}article{margin:2rem 0}h3{margin-bottom:.25rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{background:var(--soft);padding:.75rem;overflow:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;color:var(--dim)}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere;font-weight:400}
th{white-space:nowrap}i{color:var(--dim)}a{color:light-dark(#0b57d0,#8ab4ff)}`;

/** Names the page's one style element in its content security policy. */
export const docsStyleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
