import { once } from 'node:events';
import type { Problem } from '@jackfield/control-plane/rest-types';
import { ConfigurationProblem } from '../configuration-problem.ts';
import { secretOf } from '../secret-files.ts';
import { RestProblem } from './rest-problem.ts';

const timeoutMs = 60_000;

interface RestAnswer<T> {
  readonly body: T;
  readonly etag: string | null;
}

/** The REST API as a terminal needs it. Every method throws `RestProblem` with words to print. */
export class RestClient {
  readonly #base: string;
  readonly #token: string;

  /** Reads `JACKFIELD_URL`, or `JACKFIELD_PORT` of this machine, and `JACKFIELD_ADMIN_TOKEN` (or `_FILE`). */
  static fromEnvironment(environment: Readonly<Record<string, string | undefined>>): RestClient {
    const port = environment['JACKFIELD_PORT']?.trim() || '4100';
    const url = environment['JACKFIELD_URL'] || `http://127.0.0.1:${port}`;
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new RestProblem(
        'JACKFIELD_URL must be where Jackfield runs, for example http://127.0.0.1:4100.',
      );
    }
    const token = tokenOf(environment);
    if (token === undefined || token === '') {
      throw new RestProblem(
        'Set JACKFIELD_ADMIN_TOKEN to the admin API token that the server was started with.',
      );
    }
    return new RestClient(url.replace(/\/+$/, ''), token);
  }

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  /** Every item of a list, however many pages it has. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page: RestAnswer<{ items: T[]; nextCursor?: string | null }> = await this.send(
        'GET',
        path + query,
      );
      items.push(...page.body.items);
      cursor = page.body.nextCursor ?? null;
    } while (cursor !== null);
    return items;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send<T>('GET', path)).body;
  }

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<RestAnswer<T>> {
    const response = await this.#fetch(method, path, body, headers);
    const text = await response.text();
    if (!response.ok) throw problemOf(response, text);
    return {
      // Holds: the server answers in the schema its own types are made from.
      body: (text === '' ? null : JSON.parse(text)) as T,
      etag: response.headers.get('etag'),
    };
  }

  /** Writes an answer of any length to `output`, as fast as that takes it. */
  async pipe(path: string, output: NodeJS.WritableStream): Promise<void> {
    // Not the whole answer has to come in time: each piece has.
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), timeoutMs);
    try {
      const response = await this.#fetch('GET', path, undefined, {}, silence.signal);
      if (!response.ok) throw problemOf(response, await response.text());
      for await (const piece of response.body ?? []) {
        if (!output.write(piece)) {
          clearTimeout(timer);
          await once(output, 'drain');
        }
        timer.refresh();
      }
    } catch (cause) {
      if (cause instanceof RestProblem) throw cause;
      throw new RestProblem(
        'The answer broke off: what was written is not all of it.',
        null,
        null,
        {
          cause,
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
    signal: AbortSignal = AbortSignal.timeout(timeoutMs),
  ): Promise<Response> {
    try {
      return await fetch(`${this.#base}/api/v1${path}`, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        // Followed, it would carry the token to somebody else.
        redirect: 'manual',
        signal,
      });
    } catch (cause) {
      throw new RestProblem(
        `Jackfield does not answer at ${this.#base}. Start it with "npm start", or set JACKFIELD_URL to where it runs.`,
        null,
        null,
        { cause },
      );
    }
  }
}

function problemOf(response: Response, text: string): RestProblem {
  const { status } = response;
  if (status >= 300 && status <= 399) {
    const location = response.headers.get('location') ?? '';
    const where = URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
    return new RestProblem(
      `The server there redirects${where} (HTTP ${status}), which is not followed: the token would go along. Set JACKFIELD_URL to where Jackfield itself answers.`,
    );
  }
  const isProblem = response.headers.get('content-type')?.includes('problem+json') === true;
  if (!isProblem) {
    return new RestProblem(
      `Jackfield was expected there, but something else answered (HTTP ${response.status}). Is JACKFIELD_URL right?`,
    );
  }
  // Holds: the server says `application/problem+json`.
  const { detail, code, errors = [], requestId, endpoint } = JSON.parse(text) as Problem;
  const lines = [
    detail,
    ...errors
      .filter(({ message }) => !detail.includes(message))
      .map(({ field, message }) => `  ${field}: ${message}`),
    `(HTTP ${response.status} ${code}, request ${requestId})`,
  ];
  return new RestProblem(lines.join('\n'), code, typeof endpoint === 'string' ? endpoint : null);
}

function tokenOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    return secretOf(environment, 'JACKFIELD_ADMIN_TOKEN', process.cwd());
  } catch (cause) {
    if (!(cause instanceof ConfigurationProblem)) throw cause;
    throw new RestProblem(cause.message, null, null, { cause });
  }
}
