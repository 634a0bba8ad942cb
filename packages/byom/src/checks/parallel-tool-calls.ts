import { ask, askStreamed, streams } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { gathered } from '../check/gathered.ts';
import { readStreamedToolCalls, readToolCalls } from '../read/tool-call-reading.ts';
import { weatherTool } from './tool-calls.ts';
import { ofToolCalls, toolDeviations } from './tool-deviations.ts';

const timeTool = {
  type: 'function',
  function: {
    name: 'get_local_time',
    description: 'Looks up the local time in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'Name of the city.' } },
      required: ['city'],
    },
  },
};
const names = ['get_weather', 'get_local_time'];

/** Several calls in one answer stay apart. */
export const parallelToolCalls: Check = {
  id: 'parallel-tool-calls',
  promise: 'Calls of several tools in one answer can be told apart.',
  clause:
    'OpenAI API reference, `delta.tool_calls[].index`. https://platform.openai.com/docs/api-reference/chat-streaming',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return ofToolCalls;
  },
  async run(context) {
    const fields = {
      messages: [
        {
          role: 'user',
          content:
            'Please call both tools at once: look up the weather and the local time in Paris.',
        },
      ],
      tools: [weatherTool, timeTool],
    };
    const isStreamed = await streams(context);
    const asked = isStreamed ? await askStreamed(context, fields) : await ask(context, fields);
    if (asked.kind === 'unknown') return { message: asked.message, findings: [], broken: true };
    const evidence = context.evidence(asked.exchange);
    if (asked.kind === 'refused') {
      const message = `It takes no tools. ${asked.detail}`;
      return { message, findings: [], skipped: true, evidence };
    }
    const reading =
      'chunks' in asked
        ? readStreamedToolCalls(asked.chunks, names)
        : readToolCalls(asked.completion, names);
    const sightings = toolDeviations(reading, { free: true });
    const several = reading.calls.length > 1;
    return {
      message: several
        ? `It called ${reading.calls.length} tools in one answer.`
        : 'It called no more than one tool in one answer, so there is nothing to judge.',
      findings: gathered(sightings.map(([deviation, detail]) => ({ deviation, evidence, detail }))),
      ...(several ? {} : { skipped: true }),
      evidence,
      learned: { parallelToolCalls: several && !reading.indexShared },
    };
  },
};
