import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { weatherTool } from './tool-calls.ts';

/** Nine letters, as the strictest servers want ids to be. */
const callId = 'jackfield';

/** What a tool found out goes back to the model. */
export const toolResults: Check = {
  id: 'tool-results',
  promise: 'It takes a tool’s result and goes on.',
  clause:
    'OpenAI API reference, `messages`: an assistant message with `tool_calls`, then a `tool` message for each. https://platform.openai.com/docs/guides/function-calling',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [toolResultsRefused];
  },
  async run(context) {
    const question = { role: 'user', content: 'What is the weather like in Paris?' };
    const call = {
      id: callId,
      type: 'function',
      function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
    };
    const messages = [
      question,
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: callId, content: '{"sky":"clear","celsius":21}' },
    ];
    const tools = [weatherTool];
    const asked = await ask(context, { messages, tools });
    if (asked.kind === 'unknown') return { message: asked.message, findings: [], broken: true };
    if (asked.kind === 'answered') return { message: 'It does.', findings: [] };
    const without = await ask(context, { messages: [question], tools });
    if (without.kind !== 'answered') {
      const message = `It takes no tools. ${asked.detail}`;
      return { message, findings: [], skipped: true };
    }
    const evidence = context.evidence(asked.exchange);
    return { message: '', findings: [found(toolResultsRefused, evidence, asked.detail)] };
  },
};

const toolResultsRefused: Deviation = {
  id: 'tool-results-refused',
  grade: 'breaks',
  message: 'It takes tools, and refuses a tool’s result.',
  consequence:
    'The agent looks something up and then falls silent: the turn after each call fails.',
  fix: 'Take `assistant` messages with `tool_calls` and no content, and `tool` messages with their `tool_call_id`.',
};
