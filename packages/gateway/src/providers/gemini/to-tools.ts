import type {
  ChatCompletionRequest,
  ToolChoice,
  ToolDefinition,
} from '@jackfield/chat-completions';
import { allowedTools } from '../allowed-tools.ts';
import { unsupported } from '../treat-fields.ts';
import type { GeminiFunction, GeminiRequest } from './gemini-types.ts';

/**
 * Tools as function declarations. Schemas go out as JSON Schema (`parametersJsonSchema`), which
 * takes what OpenAI's takes; `parameters` would want Google's own dialect.
 */
export function toTools(
  request: ChatCompletionRequest,
): Pick<GeminiRequest, 'tools' | 'toolConfig'> {
  const { tools, choice } = allowedTools(request);
  if (tools.length === 0) return {};
  const strict = tools.some((tool) => tool.function?.strict === true);
  const declared = { tools: [{ functionDeclarations: tools.map(toFunction) }] };
  const config = toCallingConfig(choice, strict);
  return config === null
    ? declared
    : { ...declared, toolConfig: { functionCallingConfig: config } };
}

function toFunction({ function: called }: ToolDefinition): GeminiFunction {
  if (called === undefined) throw unsupported('tools', 'It takes tools of type function only.');
  const { name, description, parameters } = called;
  return {
    name,
    ...(description ? { description } : {}),
    ...(parameters ? { parametersJsonSchema: parameters } : {}),
  };
}

type CallingConfig = NonNullable<GeminiRequest['toolConfig']>['functionCallingConfig'];

/** `VALIDATED` is `AUTO` with arguments held to the schema, which OpenAI calls `strict`. */
function toCallingConfig(choice: ToolChoice | null, strict: boolean): CallingConfig | null {
  const auto = strict ? 'VALIDATED' : 'AUTO';
  if (choice === null) return strict ? { mode: auto } : null;
  if (typeof choice === 'object') {
    return { mode: 'ANY', allowedFunctionNames: [choice.function?.name ?? ''] };
  }
  switch (choice) {
    case 'auto':
      return { mode: auto };
    case 'required':
      return { mode: 'ANY' };
    case 'none':
      return { mode: 'NONE' };
  }
}
