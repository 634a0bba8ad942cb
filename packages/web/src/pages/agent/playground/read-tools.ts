import { isRecord } from '../../../model/is-record.ts';

export interface ReadTools {
  readonly tools: readonly unknown[];
  readonly error: string | null;
}

/** The tools as they were typed: OpenAI's list, or one of it. What they may hold the model judges. */
export function readTools(text: string): ReadTools {
  if (text.trim() === '') return { tools: [], error: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return { tools: [], error: `This is not JSON: ${why}` };
  }
  const tools = Array.isArray(value) ? value : [value];
  if (tools.every((tool) => isRecord(tool) && isRecord(tool['function']))) {
    return { tools, error: null };
  }
  return {
    tools: [],
    error: 'Give a list of {"type": "function", "function": {"name": …, "parameters": …}}.',
  };
}

export const exampleTools = JSON.stringify(
  [
    {
      type: 'function',
      function: {
        name: 'find_booking',
        description: 'Finds a booking by the guest’s name.',
        parameters: {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
        },
      },
    },
  ],
  null,
  2,
);
