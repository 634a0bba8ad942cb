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
