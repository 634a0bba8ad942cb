import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asked } from './asked.ts';
import { breakConnection } from './break-connection.ts';
import { breakBody, breakReply, breakStream, type Transmission } from './break-answer.ts';
import { chooseFault } from './choose-fault.ts';
import { composeReply } from './compose-reply.ts';
import type { Credentials } from './credentials.ts';
import { readDirectives, readMark, type Mark } from './directives.ts';
import { faultNames, readFault, type Fault } from './fault.ts';
import type { HttpCall } from './http-call.ts';
import type { Pace } from './pace.ts';
import type { Script } from './script.ts';
import type { SeenRequest } from './seen-request.ts';
import { inBytes, transmit } from './transmit.ts';
import type { ChatOperation, ErrorAnswer, Vendor, VendorId } from './vendor.ts';
import { vendors } from './vendors.ts';

/** What a running fake knows. */
export interface FakeState {
  credentials: Credentials;
  models: Record<VendorId, readonly string[]>;
  pace: Pace | undefined;
  script: Script | undefined;
  now: () => number;
  /** Replies so far. */
  serial: number;
  /** How often a fault with `times=` has struck. */
  struck: Map<string, number>;
}

/** One request and all that is needed to answer it. */
interface Exchange {
  state: FakeState;
  vendor: Vendor;
  call: HttpCall;
  seen: SeenRequest;
  response: ServerResponse;
  gone: AbortSignal;
}

/** Answers a request as its vendor would: path, credentials, body, then the fault or the reply asked for. */
export async function answerRequest(
  state: FakeState,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  seen: SeenRequest,
  gone: AbortSignal,
): Promise<void> {
  const [path = '', query = ''] = splitOnce(request.url ?? '', '?');
  const call = { method: request.method ?? '', path, query, headers: request.headers, body };
  const vendor = vendors.find((one) => one.owns(path));
  if (vendor === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(`No vendor of the fake upstream has the path ${path}\n`);
    return;
  }
  seen.vendor = vendor.id;
  await answerAs({ state, vendor, call, seen, response, gone });
}

async function answerAs(exchange: Exchange): Promise<void> {
  const { state, vendor, call, seen } = exchange;
  const { method, path } = call;
  const operation = vendor.route(call);
  const refused = vendor.authenticate(call, state.credentials, state.now());
  if (refused !== undefined) return refuse(exchange, refused);
  if (operation === undefined) {
    return refuse(exchange, vendor.toError({ kind: 'no_such_path', method, path }));
  }
  if (operation.kind === 'models') {
    const { model = '' } = operation;
    const listed = vendor.toModels(state.models[vendor.id], operation);
    if (listed !== undefined) return refuse(exchange, { status: 200, body: listed });
    return refuse(exchange, vendor.toError({ kind: 'model_not_found', model }));
  }
  if (seen.body === undefined) return refuse(exchange, vendor.toError({ kind: 'not_json' }));
  const wrong = vendor.checkRequest(seen.body, operation);
  if (wrong !== undefined) return refuse(exchange, wrong);
  return answerChat(exchange, operation, vendor.fromRequest(seen.body, operation));
}

async function answerChat(
  exchange: Exchange,
  operation: ChatOperation,
  asked: Asked,
): Promise<void> {
  const { state, vendor, seen, response, gone } = exchange;
  if (asked.model.startsWith('no-such-')) {
    return refuse(exchange, vendor.toError({ kind: 'model_not_found', model: asked.model }));
  }
  const directives = readDirectives(asked.lastText);
  const scripted = await state.script?.(asked, seen);
  if (scripted?.raw !== undefined) return refuse(exchange, scripted.raw);
  const mark =
    scripted?.fault === undefined
      ? chooseFault(directives.faults, vendor.id, asked, state.struck)
      : readMark(scripted.fault);
  const fault = mark === undefined ? undefined : readFault(mark);
  if (mark !== undefined) {
    seen.fault = mark.source;
    if (fault === undefined) return refuse(exchange, noSuchFault(mark));
  }
  if (fault?.kind === 'refuse') {
    return refuse(exchange, vendor.toError({ model: asked.model, ...fault.refusal }));
  }
  if (fault !== undefined && (await breakConnection(response, fault, gone))) return;

  state.serial += 1;
  const composed = composeReply(asked, directives, state.serial, Math.floor(state.now() / 1000));
  const reply = breakReply({ ...composed, ...scripted?.reply }, fault);
  if (reply.finish.kind === 'content_filter' && vendor.toFiltered !== undefined) {
    return refuse(exchange, vendor.toFiltered());
  }
  const streams = asked.stream;
  const whole = streams ? undefined : Buffer.from(JSON.stringify(vendor.toAnswer(reply, asked)));
  const transmission =
    whole === undefined
      ? breakStream(vendor.toEvents(reply, asked, operation), fault, vendor, asked)
      : breakBody(whole, fault);
  if (transmission === undefined) return refuse(exchange, impossible(vendor, mark, streams));
  seen.status = 200;
  const framed = whole === undefined && operation.sse !== false;
  const headers = {
    ...vendor.headers(state.serial),
    'content-type': framed ? vendor.streamContentType : 'application/json',
    // A body that ends early all the same has no length to contradict it.
    ...(whole === undefined || isShort(fault) ? {} : { 'content-length': `${whole.length}` }),
  };
  const pace = scripted?.pace ?? directives.pace ?? state.pace;
  await transmit(response, { status: 200, headers }, ...dripped(transmission, fault, pace), gone);
}

function dripped(
  transmission: Transmission,
  fault: Fault | undefined,
  pace: Pace | undefined,
): [Transmission, Pace | undefined] {
  if (fault?.kind !== 'drip') return [transmission, pace];
  const slow = { headersMs: 0, firstTokenMs: 0, gapMs: fault.gapMs };
  return [{ ...transmission, pieces: inBytes(transmission.pieces) }, slow];
}

function isShort(fault: Fault | undefined): boolean {
  return fault?.kind === 'end-mid-answer' || fault?.kind === 'malformed-event';
}

/** An answer in one piece: a refusal, or a list. */
function refuse({ state, vendor, seen, response }: Exchange, answer: ErrorAnswer): void {
  const text = typeof answer.body === 'string';
  const body = text ? answer.body : JSON.stringify(answer.body);
  seen.status = answer.status;
  response.writeHead(answer.status, {
    ...vendor.headers(state.serial),
    'content-type': text ? 'text/plain; charset=utf-8' : 'application/json',
    ...answer.headers,
  });
  response.end(body);
}

/** A fault that can't be played must not pass for one that was: 501, which no vendor sends. */
function noSuchFault({ name }: Mark): ErrorAnswer {
  return {
    status: 501,
    body: `The fake upstream has no fault "${name}". It has: ${faultNames.join(', ')}.\n`,
  };
}

function impossible(vendor: Vendor, mark: Mark | undefined, streams: boolean): ErrorAnswer {
  const where = streams ? 'stream' : 'answer that is not streamed';
  return { status: 501, body: `No ${where} of ${vendor.id} can have the fault "${mark?.name}".\n` };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
