import type {
  ChatCompletionRequest,
  ToolChoice,
  ToolDefinition,
} from '@jackfield/chat-completions';
import { isRecord } from './is-record.ts';
import { unsupported } from './treat-fields.ts';

export interface AllowedTools {
  readonly tools: readonly ToolDefinition[];
  readonly choice: ToolChoice | null;
}

/**
 * The tools that may be called and how the model chooses among them, for formats that don't know
 * `allowed_tools`: the list is cut down to the allowed ones, and its `mode` is the choice.
 * @throws ProviderError for a form of `tool_choice` that nobody but OpenAI has (`custom`).
 */
export function allowedTools({ tools, tool_choice: asked }: ChatCompletionRequest): AllowedTools {
  const all = Array.isArray(tools) ? tools : [];
  if (asked === null || asked === undefined) return { tools: all, choice: null };
  if (typeof asked === 'string') return { tools: all, choice: asked };
  switch (asked.type) {
    case 'function':
      return { tools: all, choice: asked };
    case 'allowed_tools': {
      const { mode, tools: allowed } = isRecord(asked['allowed_tools'])
        ? asked['allowed_tools']
        : asked;
      const names = new Set(Array.isArray(allowed) ? allowed.map(nameOf) : []);
      return {
        tools: all.filter((tool) => names.has(nameOf(tool))),
        choice: mode === 'required' ? 'required' : 'auto',
      };
    }
    default:
      throw unsupported('tool_choice', `It has no counterpart to the form '${asked.type}'.`);
  }
}

function nameOf(tool: unknown): string {
  const called: unknown = isRecord(tool) ? (tool['function'] ?? tool) : undefined;
  return isRecord(called) ? String(called['name']) : '';
}
