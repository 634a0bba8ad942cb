import {
  argumentsText,
  type ChatCompletion,
  type CompletionChoice,
  type ToolCall,
} from '@jackfield/chat-completions';
import { fromContent } from './from-content.ts';
import { fromFinishReason } from './from-finish-reason.ts';

/** Mistral's whole answer with what it lacks of OpenAI's form: see from-chunk.ts. */
export function repairCompletion(completion: ChatCompletion): ChatCompletion {
  return { ...completion, choices: completion.choices.map(repairChoice) };
}

function repairChoice(choice: CompletionChoice): CompletionChoice {
  const { tool_calls: calls, content, ...message } = choice.message;
  const hasCalls = Array.isArray(calls) && calls.length > 0;
  const said = Array.isArray(content) ? fromContent(content) : { content: content ?? null };
  return {
    ...choice,
    message: {
      refusal: null,
      ...message,
      role: 'assistant',
      ...said,
      ...(hasCalls ? { tool_calls: calls.map(repairCall) } : {}),
    },
    logprobs: choice.logprobs ?? null,
    finish_reason: fromFinishReason(choice.finish_reason),
  };
}

function repairCall({ index: _index, ...call }: ToolCall): ToolCall {
  return {
    ...call,
    type: 'function',
    function: {
      ...call.function,
      // Its schema also allows an object.
      arguments: argumentsText(call.function.arguments) || '{}',
    },
  };
}
