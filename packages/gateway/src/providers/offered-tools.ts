import type { ChatCompletionRequest, ToolDefinition } from '@jackfield/chat-completions';
import { allowedTools } from './allowed-tools.ts';
import { unsupported } from './treat-fields.ts';

export interface OfferedTool {
  readonly name: string;
  readonly description?: string;
  /** A JSON schema of type `object`. */
  readonly parameters: Record<string, unknown>;
}

export interface OfferedTools {
  readonly tools: readonly OfferedTool[];
  /** `none` also where there is nothing to choose from; `null` where the caller said nothing. */
  readonly choice: 'auto' | 'required' | 'none' | { readonly name: string } | null;
}

/**
 * The tools on offer, for formats that want tools to be defined whenever the conversation has calls
 * of some ("toolConfig field must be defined when using toolUse and toolResult content blocks",
 * langgenius/dify#16421): where the caller offers none now, those it called stand in, with `none`.
 * `strict` is left out: some models refuse a request for it, and without it they follow the schema
 * all the same (vercel/ai `issue-18199-sonnet-5-strict-error.json`).
 */
export function offeredTools(
  request: ChatCompletionRequest,
  calledNames: ReadonlySet<string>,
): OfferedTools {
  const { tools, choice } = allowedTools(request);
  if (tools.length === 0) return { tools: [...calledNames].map(pastTool), choice: 'none' };
  const named = typeof choice === 'object' && choice !== null;
  return {
    tools: tools.map(toOfferedTool),
    choice: named ? { name: choice.function?.name ?? '' } : choice,
  };
}

function toOfferedTool({ function: called }: ToolDefinition): OfferedTool {
  if (called === undefined) throw unsupported('tools', 'It takes tools of type function only.');
  const { name, description, parameters } = called;
  return {
    name,
    ...(description?.trim() ? { description } : {}),
    parameters: { type: 'object', ...parameters },
  };
}

function pastTool(name: string): OfferedTool {
  const description = 'Called earlier in this conversation; not on offer now.';
  return { name, description, parameters: { type: 'object' } };
}
