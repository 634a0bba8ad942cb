import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface EndpointToMend {
  readonly url: string;
  /** `host:port` */
  readonly endpoint: string;
  readonly credential: string;
  /** From now on it streams when it is asked to; before, it ignores `stream`. */
  mend(): void;
  /** From now on it answers every request with 500. */
  breakDown(): void;
  /** Requests wait from now on, until what is given is called. */
  hold(): () => void;
  /** Requests that somebody left before they were answered. */
  readonly left: () => number;
  stop(): Promise<void>;
}

/** A model server that somebody wrote by hand, right in all but one thing. */
export async function startEndpointToMend(): Promise<EndpointToMend> {
  const credential = 'key-of-the-hand-written-server';
  let state: 'ignores-stream' | 'mended' | 'broken' = 'ignores-stream';
  let held: Promise<void> = Promise.resolve();
  let left = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('close', () => {
      if (!response.writableFinished) left += 1;
    });
    const text = await bodyOf(request);
    await held;
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return refuse(response, 404, 'not_found', 'There is nothing at this path.');
    if (request.headers.authorization !== `Bearer ${credential}`)
      return refuse(response, 401, 'invalid_api_key', 'Incorrect API key provided.');
    if (state === 'broken')
      return refuse(response, 500, 'server_error', 'The model is not loaded.');
    const asked = parse(text);
    if (asked === null || !Array.isArray(asked['messages']) || asked['messages'].length === 0)
      return refuse(response, 400, 'invalid_request', 'The body must be JSON with messages.');
    const model = String(asked['model']);
    if (model === 'unknown-model' || model === 'undefined')
      return refuse(response, 404, 'model_not_found', `The model ${model} does not exist.`);
    if (asked['stream'] === true && state === 'mended') stream(response, asked);
    else complete(response, model);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const endpoint = `127.0.0.1:${address.port}`;
  return {
    url: `http://${endpoint}/v1`,
    endpoint,
    credential,
    mend: () => {
      state = 'mended';
    },
    breakDown: () => {
      state = 'broken';
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    left: () => left,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const words = 'one, two, three, four, five, six, seven, eight, nine, ten. Done.'.split(/(?<= )/);
const usage = { prompt_tokens: 12, completion_tokens: 11, total_tokens: 23 };

function complete(response: ServerResponse, model: string): void {
  const message = { role: 'assistant', content: words.join('') };
  send(response, 200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_764_000_000,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage,
  });
}

function stream(response: ServerResponse, asked: Readonly<Record<string, unknown>>): void {
  const options = asked['stream_options'];
  const wantsUsage =
    typeof options === 'object' &&
    options !== null &&
    Reflect.get(options, 'include_usage') === true;
  const chunk = (part: object): void => {
    const event = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_764_000_000,
      model: asked['model'],
      ...part,
    };
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const delta = (delta: object, finish_reason: string | null = null): void =>
    chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason }] });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  delta({ role: 'assistant', content: '' });
  const rest = [...words];
  // One word at a time, each in a write of its own, as a model would send them.
  const next = (): void => {
    const content = rest.shift();
    if (content !== undefined) {
      delta({ content });
      setImmediate(next);
      return;
    }
    delta({}, 'stop');
    if (wantsUsage) chunk({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  };
  next();
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, { error: { message, type: 'invalid_request_error', param: null, code } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    // An object of any kind has fields to ask for.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
