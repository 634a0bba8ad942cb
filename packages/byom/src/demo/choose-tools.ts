import type { ChatCompletionRequest, ToolDefinition } from '@jackfield/chat-completions';
import { Refusal } from '../server/refusal.ts';
import type { Said } from './last-words.ts';

/**
 * The tools that the demo calls: those that `tool_choice` demands, else those it was asked for in
 * words, else none.
 *
 * @throws Refusal 400 for a choice that names no tool of the request.
 */
export function chooseTools(
  { tools, tool_choice: choice, parallel_tool_calls: parallel }: ChatCompletionRequest,
  said: Said,
): readonly ToolDefinition[] {
  const offered = (tools ?? []).filter(({ function: definition }) => definition !== undefined);
  const { mode, names } = readChoice(choice);
  const allowed = names === null ? offered : offered.filter((tool) => names.includes(nameOf(tool)));
  if (mode === 'none') return [];
  if (mode === 'required' && allowed.length === 0) {
    const message = "'tool_choice' demands a tool that 'tools' does not hold.";
    throw new Refusal(400, 'invalid_value', message, { param: 'tool_choice' });
  }
  const wanted = said.role === 'user' ? wantedIn(said.text) : 0;
  const count = Math.max(wanted, mode === 'required' ? 1 : 0);
  return allowed.slice(0, parallel === false ? Math.min(count, 1) : count);
}

function wantedIn(text: string): number {
  if (/\bcall (?:both|all)\b.{0,20}\btools\b/i.test(text)) return Number.POSITIVE_INFINITY;
  return /\bcall (?:the|a|your) tool\b/i.test(text) ? 1 : 0;
}

interface Choice {
  readonly mode: 'none' | 'auto' | 'required';
  /** Null where every tool may be called. */
  readonly names: readonly string[] | null;
}

function readChoice(choice: ChatCompletionRequest['tool_choice']): Choice {
  if (choice == null || choice === 'auto') return { mode: 'auto', names: null };
  if (choice === 'none' || choice === 'required') return { mode: choice, names: null };
  const { function: called, allowed_tools: allowed } = choice;
  if (typeof allowed !== 'object' || allowed === null) {
    return { mode: 'required', names: [called?.name ?? ''] };
  }
  // Holds: both fields are only read, and whatever they are is provided for.
  const { mode, tools } = allowed as { mode?: unknown; tools?: unknown };
  const listed = Array.isArray(tools) ? (tools as readonly (ToolDefinition | null)[]) : [];
  return {
    mode: mode === 'required' ? 'required' : 'auto',
    names: listed.map((tool) => (tool === null ? '' : nameOf(tool))),
  };
}

function nameOf(tool: ToolDefinition): string {
  return tool.function?.name ?? '';
}
