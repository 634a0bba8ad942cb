import { dataEvent } from '@jackfield/chat-completions';
import { answer } from './answer.ts';
import { authenticate } from './authenticate.ts';
import type { Caller, IncomingCall } from './caller.ts';
import { systemClock } from './clock.ts';
import type { ModelServerOptions } from './options.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';

const chatPaths = ['/chat/completions', '/v1/chat/completions'];
const modelPaths = ['/models', '/v1/models'];

/** Every path the kit answers on, for a framework that routes. */
export const servedPaths: readonly string[] = [...chatPaths, ...modelPaths];

/** Whether a call to `path` is the kit's to answer, so that others may go on to the next. */
export function isServed(path: string, { basePath = '' }: ModelServerOptions): boolean {
  return servedPaths.some((served) => path === basePath + served);
}

/** Answers one call in full, with an error where there is no answer; never throws. */
export async function serveCall(
  call: IncomingCall,
  caller: Caller,
  options: ModelServerOptions,
): Promise<void> {
  const requestId = `req_${crypto.randomUUID().replaceAll('-', '')}`;
  const identified = withRequestId(caller, requestId);
  const onError = (error: unknown): void => tell(options, error, requestId);
  try {
    await handle(call, identified, options, { requestId, onError });
  } catch (error) {
    // Who left hears nothing, and nothing of ours is broken.
    if (caller.signal.aborted) return;
    try {
      if (!(error instanceof Refusal)) onError(error);
      refuse(identified, error instanceof Refusal ? error : failed());
    } catch (broken) {
      // Somebody else has answered already, or nobody can: one call must not take the process along.
      onError(broken);
      caller.drop();
    }
  }
}

function failed(): Refusal {
  return new Refusal(500, 'model_failed', 'The model failed to answer this request.');
}

/** The error as JSON; or, where an answer has begun, as the stream's last event. */
function refuse(caller: Caller, refusal: Refusal): void {
  const body = JSON.stringify(refusal.body());
  if (caller.begun) caller.end(dataEvent(body));
  else caller.send(refusal.status, refusal.headers, body);
}

interface CallContext {
  readonly requestId: string;
  readonly onError: (error: unknown) => void;
}

async function handle(
  call: IncomingCall,
  caller: Caller,
  options: ModelServerOptions,
  context: CallContext,
): Promise<void> {
  const { auth, models, reply, countTokens, clock = systemClock, basePath = '' } = options;
  const isChat = chatPaths.some((path) => call.path === basePath + path);
  if (!isChat && !isServed(call.path, options)) {
    const message = `Nothing is here. Post to ${basePath}/v1/chat/completions.`;
    throw new Refusal(404, 'not_found', message);
  }
  const method = isChat ? 'POST' : 'GET';
  if (call.method !== method) {
    throw new Refusal(405, 'method_not_allowed', `Use ${method} on ${call.path}.`, {
      headers: { allow: method },
    });
  }
  authenticate((name) => call.header(name), auth);
  if (!isChat) {
    const data = models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'you' }));
    caller.send(200, {}, JSON.stringify({ object: 'list', data }));
    return;
  }
  const request = await readRequest(call, { structuredOutput: options.structuredOutput === true });
  const model = request.model ?? models[0];
  if (!models.includes(model)) {
    const known = models.map((id) => `"${id}"`).join(', ');
    throw new Refusal(404, 'model_not_found', `There is no such model here; there is ${known}.`, {
      param: 'model',
    });
  }
  await answer(caller, { ...context, request, model, reply, countTokens, clock });
}

/** Clients put `x-request-id` into their errors, and so into bug reports. */
function withRequestId(caller: Caller, requestId: string): Caller {
  const id = { 'x-request-id': requestId };
  return {
    signal: caller.signal,
    get begun() {
      return caller.begun;
    },
    send: (status, headers, text) => caller.send(status, { ...headers, ...id }, text),
    begin: (headers) => caller.begin({ ...headers, ...id }),
    write: (text) => caller.write(text),
    end: (text) => caller.end(text),
    drop: () => caller.drop(),
  };
}

/** A model that fails must be seen by whoever runs it, also by who has not read about `onError`. */
function tell(
  { onError = toConsole }: ModelServerOptions,
  error: unknown,
  requestId: string,
): void {
  try {
    onError(error, requestId);
  } catch (broken) {
    toConsole(broken, requestId);
  }
}

function toConsole(error: unknown, requestId: string): void {
  // oxlint-disable-next-line no-console -- The kit has no log of its own.
  console.error(`${requestId} failed:`, error);
}
