import {
  chatCompletionsUrl,
  type ChatCompletionRequest,
  type ChatMessage,
} from '@jackfield/chat-completions';
import type { EndpointClient, SendOptions } from '../endpoint/endpoint-client.ts';
import { authHeaders, type EndpointTarget } from '../endpoint/endpoint-target.ts';
import { headerOf, type AnswerEnd, type Exchange, type SentRequest } from '../endpoint/exchange.ts';
import { maskCredential } from '../endpoint/mask-credential.ts';
import type { Evidence } from './finding.ts';

const evidenceCharacters = 4_000;
const saidCharacters = 300;
/** Of these, so many from where a body begins, the others from its end. */
const bodyBegins = 2_400;
/** How long one request may take unless a check or the run says otherwise. */
export const exchangeLimitMs = 10_000;

export interface PostOptions {
  /** Other credentials than the target's; `{}` for none. */
  readonly auth?: Readonly<Record<string, string>>;
  readonly url?: URL;
  readonly limitMs?: number;
  readonly heardEnough?: SendOptions['heardEnough'];
  readonly freshSocket?: boolean;
}

/** What all checks of a run share: its end, its limits, and what several of them look at. */
export interface SharedRun {
  readonly signal: AbortSignal;
  readonly exchangeLimitMs: number;
  /** Until the run ends, finished or not. */
  timeLeftMs(): number;
  /** The time of day, for certificates. */
  readonly date: () => Date;
  documented: Promise<Exchange> | null;
  streamed: Promise<Exchange> | null;
  streamedWithUsage: Promise<Exchange> | null;
}

export const hello: readonly ChatMessage[] = [
  { role: 'user', content: 'Say hello in one short sentence.' },
];

/** Asks for enough words to see how they come, and few enough not to take long. */
export const counting: readonly ChatMessage[] = [
  {
    role: 'user',
    content: 'Count from one to ten in English words, separated by commas. Then write: Done.',
  },
];

/** What a check works with: the endpoint it asks, and the words in which it tells what happened. */
export class CheckContext {
  readonly target: EndpointTarget;
  /** Where turns are posted to. */
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly #client: EndpointClient;
  readonly #run: SharedRun;
  readonly #mask: (words: string) => string;

  constructor(target: EndpointTarget, client: EndpointClient, run: SharedRun, signal: AbortSignal) {
    this.target = target;
    this.url = chatCompletionsUrl(target.url);
    this.signal = signal;
    this.#client = client;
    this.#run = run;
    this.#mask = maskCredential(target.auth);
  }

  /** Posts a turn for the target's model; `fields` may name another, or hold what OpenAI doesn't know. */
  turn(fields: Partial<ChatCompletionRequest>, options: PostOptions = {}): Promise<Exchange> {
    const body: Record<string, unknown> = {
      model: this.target.modelId,
      messages: hello,
      ...fields,
    };
    return this.post(JSON.stringify(body), options);
  }

  /** Posts a body as it stands. */
  post(body: string, options: PostOptions = {}): Promise<Exchange> {
    return this.#send(body, options, this.signal);
  }

  /** The request that connections are documented to take, without streaming. */
  documentedTurn(): Promise<Exchange> {
    this.#run.documented ??= this.#sharedTurn({
      messages: [...hello],
      temperature: 0.7,
      top_p: 1,
      stream: false,
    });
    return this.#run.documented;
  }

  /** The same as a stream, with more to say. */
  streamedTurn(): Promise<Exchange> {
    this.#run.streamed ??= this.#sharedTurn({
      messages: [...counting],
      temperature: 0.7,
      top_p: 1,
      stream: true,
    });
    return this.#run.streamed;
  }

  /** A stream that is asked for its usage. */
  streamedTurnWithUsage(): Promise<Exchange> {
    this.#run.streamedWithUsage ??= this.#sharedTurn({
      messages: [...hello],
      stream: true,
      stream_options: { include_usage: true },
    });
    return this.#run.streamedWithUsage;
  }

  /** Until the run ends: a check that can do with less should, for an unfinished one tells nothing. */
  timeLeftMs(): number {
    return this.#run.timeLeftMs();
  }

  /** What was sent and came back, the credential masked before anything is cut. */
  evidence(exchange: Exchange): Evidence {
    const { request, timings } = exchange;
    const sent = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    const asked = [`${request.method} ${request.url.href}`, ...sent, '', request.body].join('\n');
    const common = { request: this.words(asked), durationMs: Math.round(timings.totalMs) };
    if (exchange.kind === 'failed') {
      const { code, message } = exchange;
      const ended = this.words(`${code}: ${message}`);
      return { ...common, status: null, contentType: null, headers: null, body: null, ended };
    }
    const contentType = headerOf(exchange, 'content-type');
    const headers = exchange.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
    return {
      ...common,
      status: exchange.status,
      contentType: contentType === null ? null : this.words(contentType),
      headers: this.words(headers),
      body: this.#bytesThatMatter(exchange.body) || null,
      ended: endWords[exchange.end],
    };
  }

  /** An endpoint's own words with the credential masked, cut to what a page can show. */
  words(text: string): string {
    const masked = this.#mask(text);
    return masked.length > evidenceCharacters ? `${masked.slice(0, evidenceCharacters)}…` : masked;
  }

  /** The same, cut to what goes into a sentence: what an error says. */
  said(text: string): string {
    const masked = this.#mask(text);
    return masked.length > saidCharacters ? `${masked.slice(0, saidCharacters)}…` : masked;
  }

  /** The time of day. */
  date(): Date {
    return this.#run.date();
  }

  /** How an answer begins and how it ends: what is wrong with a stream is often at its end. */
  #bytesThatMatter(body: Buffer): string {
    const masked = this.#mask(body.toString('utf8'));
    const leftOut = masked.length - evidenceCharacters;
    if (leftOut <= 0) return masked;
    const [begins, ends] = [masked.slice(0, bodyBegins), masked.slice(bodyBegins + leftOut)];
    return `${begins}\n[… ${leftOut} more characters …]\n${ends}`;
  }

  #sharedTurn(fields: Partial<ChatCompletionRequest>): Promise<Exchange> {
    const body = JSON.stringify({ model: this.target.modelId, ...fields });
    return this.#send(body, {}, this.#run.signal);
  }

  #send(body: string, options: PostOptions, signal: AbortSignal): Promise<Exchange> {
    const request: SentRequest = {
      method: 'POST',
      url: options.url ?? this.url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'accept-encoding': 'identity',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'jackfield-check',
        ...(options.auth ?? authHeaders(this.target.auth)),
      },
      body,
    };
    return this.#client.send(request, {
      signal,
      limitMs: options.limitMs ?? this.#run.exchangeLimitMs,
      ...(options.heardEnough ? { heardEnough: options.heardEnough } : {}),
      ...(options.freshSocket === true ? { freshSocket: true } : {}),
    });
  }
}

const endWords: Record<AnswerEnd, string | null> = {
  complete: null,
  cut: 'The connection was closed before the answer was complete.',
  silent: 'The answer was not complete when its time was over.',
  too_large: 'More came than is held; the rest was not read.',
  left: 'We hung up.',
};
