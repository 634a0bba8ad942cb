import type { OfferedTools } from '../offered-tools.ts';
import type { ToolConfig } from './converse-request.ts';

/** The tools on offer as Converse takes them; `null` without any. */
export function toToolConfig({ tools, choice }: OfferedTools): ToolConfig | null {
  if (tools.length === 0) return null;
  const toolChoice = toToolChoice(choice);
  return {
    tools: tools.map(({ parameters, ...tool }) => ({
      toolSpec: { ...tool, inputSchema: { json: parameters } },
    })),
    ...(toolChoice ? { toolChoice } : {}),
  };
}

/** Converse has no member for `none`: see to-request.ts. */
function toToolChoice(choice: OfferedTools['choice']): ToolConfig['toolChoice'] {
  switch (choice) {
    case 'auto':
      return { auto: {} };
    case 'required':
      return { any: {} };
    case 'none':
    case null:
      return undefined;
    default:
      return { tool: { name: choice.name } };
  }
}
