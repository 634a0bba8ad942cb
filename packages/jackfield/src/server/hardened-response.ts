import {
  ServerResponse,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type IncomingMessage,
} from 'node:http';

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * An answer that forbids to guess its type, to say where it came from and to load it elsewhere, whoever gives it.
 *
 * Nothing is set before the head is written: what is set, Node checks and copies once more when an answer
 * then names headers of its own (`writeHead` in lib/_http_server.js), which takes twice as long.
 */
export class HardenedResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  #written: OutgoingHttpHeaders | null = null;

  override writeHead(
    status: number,
    reasonOrHeaders?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headersAfter?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const isReason = typeof reasonOrHeaders === 'string';
    const reason = isReason ? reasonOrHeaders : undefined;
    const headers = isReason ? headersAfter : reasonOrHeaders;
    if (Array.isArray(headers) || this.getHeaderNames().length > 0) {
      for (const [name, value] of Object.entries(always)) {
        if (!this.hasHeader(name)) this.setHeader(name, value);
      }
      return super.writeHead(status, reason, headers);
    }
    this.#written = { ...always, ...headers };
    return super.writeHead(status, reason, this.#written);
  }

  /** What `writeHead` was given counts too. */
  override getHeader(name: string): ReturnType<ServerResponse['getHeader']> {
    return super.getHeader(name) ?? this.#written?.[name.toLowerCase()];
  }
}
