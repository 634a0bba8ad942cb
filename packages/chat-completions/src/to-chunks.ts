import { argumentsText } from './arguments-text.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChunkChoice,
  ChunkDelta,
  ToolCall,
  ToolCallDelta,
} from './types.ts';

/**
 * A whole completion as the chunks of a correct stream: for each choice the role, then its content,
 * then its tool calls, then its finish reason; last the usage chunk, if `includeUsage`.
 * Fields that are not OpenAI's travel too: the message's (`reasoning_content`) in the content's
 * delta, the choice's beside the finish reason.
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
  for (const [position, choice] of choices.entries()) {
    const {
      index: given,
      message,
      finish_reason,
      logprobs = null,
      delta: _delta,
      ...about
    } = choice;
    const index = given ?? position;
    const push = (delta: ChunkDelta, more: Partial<ChunkChoice> = {}): void => {
      chunks.push(chunk([{ index, delta, logprobs: null, finish_reason: null, ...more }]));
    };
    const { role: _role, content: whole, tool_calls: toolCalls, refusal, ...extra } = message;
    const content = whole ?? null;
    push({ role: 'assistant', content: content === null ? null : '' });
    const said: ChunkDelta = { ...extra };
    if (content !== null && content !== '') said.content = content;
    if (refusal !== null && refusal !== undefined) said.refusal = refusal;
    if (Object.keys(said).length > 0 || logprobs !== null) push(said, { logprobs });
    for (const [place, call] of (toolCalls ?? []).entries()) {
      push({ tool_calls: [{ ...toCallDelta(call), index: place }] });
    }
    push({}, { ...about, finish_reason: finish_reason ?? null });
  }
  if (includeUsage && usage) chunks.push({ ...chunk([]), usage });
  return chunks;
}

/** The call as it is, but its arguments always as text, which clients put together piece by piece. */
function toCallDelta(call: ToolCall): Omit<ToolCallDelta, 'index'> {
  const { function: called } = call;
  if (!called || typeof called.arguments === 'string') return call;
  return { ...call, function: { ...called, arguments: argumentsText(called.arguments) } };
}
