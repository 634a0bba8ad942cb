import type { MiddlewareHandler } from 'hono';
import { ProblemError } from '../problem-error.ts';
import type { AppContext, AppEnv } from './app.ts';

const bodyBytesMax = 256 * 1024;
const depthMax = 64;
/** Of a field's path in an error: names are the caller's. */
const fieldCharactersMax = 200;

/**
 * Lets through only bodies that are JSON, not too large, not too deep, without `__proto__` and
 * without U+0000, so that the schemas after it judge plain data.
 */
export const jsonBody: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const contentType = c.req.header('content-type');
  const text = await readText(c);
  if (text !== '') {
    if (!/^application\/json(?:\s*;|$)/i.test(contentType?.trim() ?? '')) {
      throw new ProblemError(
        415,
        'not_json',
        'The body must be JSON: send it with the header "content-type: application/json".',
      );
    }
    checkTree(parse(text));
  }
  // What the validators of the route read instead of the body that has now been read.
  const cached: unknown = Promise.resolve(text === '' && contentType !== undefined ? '{}' : text);
  // Hono keeps promises there, whatever its types say (hono/src/request.ts, `#cachedBody`).
  c.req.bodyCache.text = cached as string;
  return next();
};

async function readText(c: AppContext): Promise<string> {
  if (Number(c.req.header('content-length') ?? 0) > bodyBytesMax) throw tooLarge();
  const { body } = c.req.raw;
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      bytes += part.length;
      if (bytes > bodyBytesMax) throw tooLarge();
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    // Nobody is there to read this; as a fault of our own it would be logged, and anybody could fill the log.
    throw new ProblemError(400, 'malformed_json', 'The body broke off.', { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new ProblemError(400, 'malformed_json', 'The body is not JSON: it is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would repeat part of the body.
    throw new ProblemError(400, 'malformed_json', 'The body is not JSON: it could not be parsed.');
  }
}

/** Walks with a stack of its own: V8 parses far deeper than it can recurse. */
export function checkTree(root: unknown): void {
  let level: { readonly field: string; readonly value: unknown }[] = [{ field: '', value: root }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) {
      throw new ProblemError(
        400,
        'json_too_deep',
        `The body nests deeper than ${depthMax} levels; no field here needs that.`,
      );
    }
    const below: typeof level = [];
    for (const { field, value } of level) {
      if (typeof value === 'string' && value.includes('\0')) throw nulCharacter(field);
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) {
        throw new ProblemError(422, 'validation_failed', 'The body holds a field "__proto__".', {
          errors: [{ field: '__proto__', message: 'There is no such field here; leave it out.' }],
        });
      }
      for (const [name, inner] of Object.entries(value)) {
        below.push({ field: field === '' ? name : `${field}.${name}`, value: inner });
      }
    }
    level = below;
  }
}

/** PostgreSQL keeps it in no text, so neither database is given any. */
function nulCharacter(path: string): ProblemError {
  const field = path.slice(0, fieldCharactersMax);
  const message = 'It holds control characters that cannot be stored (U+0000). Leave them out.';
  return new ProblemError(422, 'validation_failed', `${field}: ${message}`, {
    errors: [{ field, message }],
  });
}

function tooLarge(): ProblemError {
  return new ProblemError(
    413,
    'body_too_large',
    `The body is larger than ${bodyBytesMax / 1024} kB; no request here needs that.`,
  );
}
