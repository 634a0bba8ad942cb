import type { ServerAuth } from './authenticate.ts';
import type { Clock } from './clock.ts';
import type { Reply } from './reply.ts';

/** What a server is made of, whatever carries its HTTP. */
export interface ModelServerOptions {
  readonly auth: ServerAuth;
  /** Ids callers may ask for; the first one answers a request that names none. */
  readonly models: readonly [string, ...string[]];
  readonly reply: Reply;
  /**
   * Told what broke, with the answer's `x-request-id`; callers hear only that something did. Writes
   * to the console unless given.
   */
  readonly onError?: (error: unknown, requestId: string) => void;
  /**
   * How many tokens a piece of text is. Where it is given, `max_tokens` is enforced on what the
   * reply yields, piece by piece; else the reply finds the limit in its context.
   */
  readonly countTokens?: (text: string) => number;
  /** Whether the reply keeps to `response_format`; a request with one is refused otherwise. */
  readonly structuredOutput?: boolean;
  /** What comes before `/chat/completions` and `/v1/chat/completions`, such as `/llm`. */
  readonly basePath?: string;
  readonly clock?: Clock;
}

/**
 * Stops a server that would let everybody in, or nobody ask for anything, before it starts.
 *
 * @throws TypeError that says which option is wrong, and never what a credential was.
 */
export function checkOptions({ auth, models, basePath = '' }: ModelServerOptions): void {
  if (auth.method !== 'none' && (typeof auth.credential !== 'string' || auth.credential === '')) {
    throw new TypeError(
      `auth.credential is empty. Give the server one, or say { method: 'none' } if everybody may call it.`,
    );
  }
  if (models.length === 0 || models.some((id) => id === '')) {
    throw new TypeError('models must name at least one model, and none may be empty.');
  }
  if (basePath !== '' && !/^\/.*[^/]$/.test(basePath)) {
    throw new TypeError(`basePath must begin with "/" and not end with one, not "${basePath}".`);
  }
}
