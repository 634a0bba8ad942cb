import { randomUUID } from 'node:crypto';
import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { Endpoint, GatewayConfig, PublishedModel } from '@jackfield/gateway-config';
import { ProviderError } from '../providers/provider-error.ts';
import type { ProviderCall, UpstreamRequest } from '../providers/provider.ts';
import type { TurnContext } from '../turn/run-turn.ts';
import { authorize } from '../upstream/authorize.ts';
import { Upstream } from '../upstream/upstream.ts';
import { withoutCredentials } from '../upstream/without-credentials.ts';
import { listen, type Heard } from './listen.ts';

/** What one real request to a model showed: a check report with a single check. */
export interface Trial {
  ready: boolean;
  url: string;
  modelId: string;
  checkedAt: string;
  firstTokenMs: number | null;
  answer: string | null;
  checks: TrialCheck[];
}

export interface TrialCheck {
  id: string;
  promise: string;
  required: boolean;
  outcome: 'passed' | 'failed';
  message: string;
  durationMs: number;
  evidence: {
    request: string;
    status: number | null;
    contentType: string | null;
    body: string | null;
  } | null;
}

const question: ChatCompletionRequest = {
  messages: [{ role: 'user', content: 'Say hello in one short sentence.' }],
};

/**
 * Sends one real turn to a model over sockets of its own, through the same guard as every turn,
 * and tells what came back in the upstream's own words. Never throws for what the upstream does.
 */
export async function tryModel(
  model: PublishedModel,
  signal: AbortSignal,
  context: TurnContext,
  config: GatewayConfig,
  ownPorts: ReadonlySet<number>,
): Promise<Trial> {
  const provider = context.providers.get(model.provider);
  const { endpoint } = model;
  if (provider === undefined || !endpoint.ready) {
    const reason = endpoint.ready ? 'This gateway does not speak its format.' : endpoint.reason;
    return trial(model, '', context.clock.now(), nothing, new Error(reason), null);
  }
  const call: ProviderCall = {
    request: { ...question, stream: model.streaming },
    upstreamModel: model.upstreamModel,
    baseUrl: endpoint.baseUrl,
    streaming: model.streaming,
    includeUsage: false,
    repairs: model.repairs,
    refusedFields: model.refusedFields,
    unknownFieldsRefused: model.unknownFieldsRefused,
    created: Math.floor(context.clock.now() / 1_000),
    completionId: `chatcmpl-${randomUUID()}`,
  };
  const startedAt = context.clock.now();
  const upstream = new Upstream(ownPorts);
  upstream.load(config);
  try {
    const request = provider.toRequest(call);
    const heard = await listen({
      provider,
      call,
      endpoint,
      request,
      upstream,
      signal,
      clock: context.clock,
    });
    const evidence = evidenceOf(request, endpoint, heard, startedAt);
    return trial(
      model,
      request.url.href,
      startedAt,
      heard,
      heard.error,
      evidence,
      context.clock.now(),
    );
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return trial(model, endpoint.baseUrl, startedAt, nothing, error, null, context.clock.now());
  } finally {
    upstream.close();
  }
}

const nothing: Heard = {
  status: null,
  contentType: null,
  body: '',
  answer: '',
  firstTokenMs: null,
  error: null,
};

function trial(
  model: PublishedModel,
  url: string,
  startedAt: number,
  heard: Heard,
  error: Error | null,
  evidence: TrialCheck['evidence'],
  now = startedAt,
): Trial {
  const { endpoint } = model;
  const clean = (words: string): string =>
    endpoint.ready ? withoutCredentials(words, endpoint.auth) : words;
  const message = error
    ? error.message
    : heard.answer === ''
      ? 'It answered correctly, with nothing to say.'
      : 'It answered a turn correctly.';
  return {
    ready: error === null,
    url,
    modelId: model.upstreamModel,
    checkedAt: new Date(startedAt).toISOString(),
    firstTokenMs: heard.firstTokenMs,
    answer: heard.answer === '' ? null : clean(heard.answer),
    checks: [
      {
        id: 'answers-a-turn',
        promise: 'The endpoint answers a chat completion posted to it.',
        required: true,
        outcome: error ? 'failed' : 'passed',
        message,
        durationMs: now - startedAt,
        evidence,
      },
    ],
  };
}

function evidenceOf(
  { url, headers, body }: UpstreamRequest,
  endpoint: Endpoint,
  heard: Heard,
  signedAt: number,
): TrialCheck['evidence'] {
  const sent = { ...headers };
  authorize({ url, headers: sent, body }, endpoint.auth, signedAt);
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}`);
  const clean = (words: string): string => withoutCredentials(words, endpoint.auth);
  return {
    request: clean([`POST ${url.href}`, ...lines, '', String(body)].join('\n')),
    status: heard.status,
    contentType: heard.contentType,
    body: heard.body === '' ? null : clean(heard.body),
  };
}
