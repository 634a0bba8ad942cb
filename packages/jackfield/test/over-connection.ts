import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** One connection to the program, kept: so its requests all come to the process that has it. */
export interface Connection {
  /** `body` goes as JSON, a text as it is. The answer comes once its head has; its body is the caller's to read. */
  begin(method: string, path: string, headers: object, body?: unknown): Promise<IncomingMessage>;
  ask(method: string, path: string, headers: object, body?: unknown): Promise<Answer>;
  close(): void;
}

export function openConnection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const begin: Connection['begin'] = async (method, path, headers, body) => {
    const asked = request(`${url}${path}`, {
      method,
      agent,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asked.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    // Holds: that is what the event gives.
    return (await once(asked, 'response'))[0] as IncomingMessage;
  };
  return {
    begin,
    async ask(...asked) {
      const answer = await begin(...asked);
      let text = '';
      for await (const piece of answer.setEncoding('utf8')) text += String(piece);
      return { status: answer.statusCode ?? 0, headers: answer.headers, text };
    },
    close: () => agent.destroy(),
  };
}
