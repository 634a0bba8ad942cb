import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import {
  Collector,
  dataEvent,
  doneEvent,
  type ChatCompletionChunk,
  type ChatCompletionRequest,
  type ChunkDelta,
} from '@jackfield/chat-completions';
import type { Reply, ReplyEnd, ReplyPart } from './reply.ts';

/**
 * Writes what `reply` yields as one correct answer: a stream where `stream` is true, else one JSON
 * object. When the caller leaves, the reply's signal aborts, and the reply is
 * returned as soon as the step it is at has ended.
 */
export async function answer(
  response: ServerResponse,
  request: ChatCompletionRequest,
  model: string,
  reply: Reply,
): Promise<void> {
  const left = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) left.abort();
  });
  const parts = reply(request, { signal: left.signal });
  try {
    const chunks = toChunks(parts, request, model, left.signal);
    if (request.stream === true) await stream(response, chunks, left.signal);
    else await complete(response, chunks, left.signal);
  } catch (error) {
    // Whoever left hears no error, and a reply that broke because of it is no fault of the model.
    if (!left.signal.aborted) throw error;
  } finally {
    await parts.return?.();
  }
}

/** The chunks of a correct stream: the role, the content, the finish reason, the usage if asked for. */
async function* toChunks(
  parts: AsyncIterator<ReplyPart, ReplyEnd | void>,
  request: ChatCompletionRequest,
  model: string,
  signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk, void> {
  const includeUsage = request.stream !== true || request.stream_options?.include_usage === true;
  const envelope = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1_000),
    model,
  } as const;
  const chunk = (delta: ChunkDelta, finishReason: string | null = null): ChatCompletionChunk => ({
    ...envelope,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(includeUsage ? { usage: null } : {}),
  });
  let next = await parts.next();
  let calls = 0;
  // The role waits for the first part, so that a reply which fails at once still answers a status.
  yield chunk({
    role: 'assistant',
    content: next.done !== true && typeof next.value === 'object' ? null : '',
  });
  for (; next.done !== true; next = await parts.next()) {
    if (signal.aborted) return;
    const part = next.value;
    if (typeof part === 'string') {
      if (part !== '') yield chunk({ content: part });
      continue;
    }
    const { name, arguments: given } = part.toolCall;
    yield chunk({
      tool_calls: [
        {
          index: calls,
          id: `call_${randomUUID().replaceAll('-', '')}`,
          type: 'function',
          function: { name, arguments: JSON.stringify(given) },
        },
      ],
    });
    calls += 1;
  }
  const end = next.value ?? {};
  yield chunk({}, end.finishReason ?? (calls > 0 ? 'tool_calls' : 'stop'));
  if (includeUsage && end.usage) yield { ...envelope, choices: [], usage: end.usage };
}

async function stream(
  response: ServerResponse,
  chunks: AsyncIterable<ChatCompletionChunk>,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    if (signal.aborted) return;
    if (!response.headersSent) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        // nginx keeps back a stream that does not say this.
        'x-accel-buffering': 'no',
      });
    }
    const hasRoom = response.write(dataEvent(JSON.stringify(chunk)));
    if (!hasRoom) await once(response, 'drain', { signal });
  }
  response.end(doneEvent);
}

async function complete(
  response: ServerResponse,
  chunks: AsyncIterable<ChatCompletionChunk>,
  signal: AbortSignal,
): Promise<void> {
  const collector = new Collector();
  for await (const chunk of chunks) collector.push(chunk);
  if (signal.aborted) return;
  const text = JSON.stringify(collector.completion());
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
