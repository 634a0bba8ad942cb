import type { ZodType } from 'zod';
import { problemSchema } from '../schemas/problem.ts';

const problemDescriptions = {
  400: 'The body is not JSON, or nests too deep.',
  401: 'Nobody is signed in, and no valid token was sent.',
  403: "Your role, or your token's scopes, don't reach; or the request came from another site's page.",
  404: 'There is no such thing.',
  409: 'It contradicts what is there now.',
  412: 'The `If-Match` header is malformed.',
  413: 'The body is larger than 256 kB.',
  415: 'The body is not `application/json`.',
  422: 'A field is wrong; `errors` names it.',
  429: 'Too many checks or sign-ins at once, or too many wrong passwords from this address; see `Retry-After`.',
  502: 'Somebody else failed, or refused: the detail says who and how.',
} as const;

type DescribedStatus = keyof typeof problemDescriptions;

/** The description of an answer that is JSON. */
export function json<Schema extends ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** The description of a request's body. */
export function jsonBodyOf<Schema extends ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The descriptions of the problems that a route may answer. */
export function problems<Status extends DescribedStatus>(...statuses: Status[]) {
  const described = statuses.map((status) => [
    status,
    {
      description: problemDescriptions[status],
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  // `fromEntries` forgets the keys, which are exactly the given statuses.
  return Object.fromEntries(described) as Record<
    Status,
    {
      description: string;
      content: { 'application/problem+json': { schema: typeof problemSchema } };
    }
  >;
}

/** What every route with a body may answer. */
export const bodyProblems = [400, 413, 415, 422] as const;
