import type { ChatCompletion, ChatCompletionChunk, ChunkChoice, ChunkDelta } from './types.ts';

/**
 * A whole completion as the chunks of a correct stream: for each choice the role, then its content,
 * then its tool calls, then its finish reason; last the usage chunk, if `includeUsage`.
 * Fields of the message that are not OpenAI's (`reasoning_content`) travel in the content's delta.
 */
export function toChunks(completion: ChatCompletion, includeUsage: boolean): ChatCompletionChunk[] {
  const { choices, usage, object: _object, ...envelope } = completion;
  const chunk = (chunkChoices: ChunkChoice[]): ChatCompletionChunk => ({
    ...envelope,
    object: 'chat.completion.chunk',
    choices: chunkChoices,
    ...(includeUsage ? { usage: null } : {}),
  });
  const chunks: ChatCompletionChunk[] = [];
  for (const { index, message, finish_reason, logprobs = null } of choices) {
    const delta = (part: ChunkDelta, last: string | null = null): ChatCompletionChunk =>
      chunk([{ index, delta: part, logprobs: null, finish_reason: last }]);
    const { role: _role, content, tool_calls: toolCalls, refusal, ...extra } = message;
    chunks.push(delta({ role: 'assistant', content: toolCalls?.length ? null : '' }));
    const said: ChunkDelta = { ...extra };
    if (content !== null && content !== undefined && content !== '') said.content = content;
    if (refusal !== null && refusal !== undefined) said.refusal = refusal;
    if (Object.keys(said).length > 0) {
      chunks.push(chunk([{ index, delta: said, logprobs, finish_reason: null }]));
    }
    for (const [position, call] of (toolCalls ?? []).entries()) {
      chunks.push(delta({ tool_calls: [{ ...call, index: position }] }));
    }
    chunks.push(delta({}, finish_reason));
  }
  if (includeUsage && usage) chunks.push({ ...chunk([]), usage });
  return chunks;
}
