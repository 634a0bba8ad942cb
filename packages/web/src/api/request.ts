import type { Problem } from '@jackfield/control-plane/rest-types';
import { ApiProblem, brokenOff } from './api-problem.ts';

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for the whole answer; 30 s unless told. */
  readonly deadlineMs?: number;
}

/** Sends one request to the REST API and answers its JSON; throws an {@link ApiProblem}. */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await send(method, path, options);
  if (!response.ok) throw await toApiProblem(response);
  try {
    // The answer's shape is the server's promise, checked there by the schema this type comes from.
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    // It came whole and is no JSON: a proxy in front answered.
    throw error instanceof SyntaxError ? unexpected(response) : brokenOff();
  }
}

/**
 * Sends a request that is answered by server-sent events, and gives their bytes once it was accepted;
 * throws an {@link ApiProblem} where it was refused.
 */
export async function requestEvents(
  path: string,
  options: RequestOptions,
): Promise<ReadableStream<Uint8Array>> {
  const headers = { ...options.headers, accept: 'text/event-stream' };
  const response = await send('POST', path, { ...options, headers });
  if (!response.ok || response.body === null) throw await toApiProblem(response);
  return response.body;
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const deadline = AbortSignal.timeout(options.deadlineMs ?? 30_000);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem({
      status: 0,
      code: deadline.aborted ? 'deadline' : 'unreachable',
      title: deadline.aborted ? 'Jackfield took too long to answer' : 'Jackfield can’t be reached',
      detail:
        'Nothing was changed as far as this page knows. Check that it is running, then try again.',
    });
  }
}

/** Reads a refusal, whatever stands in its body: a proxy in front may answer HTML. */
async function toApiProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem(body.code === 'not_signed_in' ? ended(body) : body);
  return unexpected(response);
}

function unexpected({ status, statusText, headers }: Response): ApiProblem {
  return new ApiProblem({
    status,
    code: 'unexpected_answer',
    title: 'An unexpected answer',
    detail: `The server answered ${status} ${statusText} without saying why. Try again; if it stays so, look at Jackfield’s log.`,
    requestId: headers.get('x-request-id'),
  });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** The server's words are for programs too; somebody on this page had a session. */
function ended(problem: Problem): Problem {
  return {
    ...problem,
    title: 'Your session had ended',
    detail: 'Nothing was changed. Sign in, then try again.',
  };
}
