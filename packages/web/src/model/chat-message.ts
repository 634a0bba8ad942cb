import type { NewPlaygroundTurns } from '@jackfield/control-plane/rest-types';

/** A message as a request carries it, as far as the playground writes any. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string | null;
      readonly tool_calls?: readonly CalledTool[];
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

export interface CalledTool {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** As a careful program sends it: without being asked, OpenAI tells no tokens of a stream, and no cost is known. */
export function streamedRequest(messages: readonly ChatMessage[]): NewPlaygroundTurns['request'] {
  return {
    messages: messages.map((message) => ({ ...message })),
    stream: true,
    stream_options: { include_usage: true },
  };
}
