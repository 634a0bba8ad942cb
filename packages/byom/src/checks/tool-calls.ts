import type { ToolDefinition } from '@jackfield/chat-completions';
import { ask, askStreamed, streams, type Asked, type AskedStream } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import type { CheckContext } from '../check/check-context.ts';
import type { Deviation } from '../check/finding.ts';
import { gathered, type Sighting } from '../check/gathered.ts';
import {
  readStreamedToolCalls,
  readToolCalls,
  type ToolCallReading,
} from '../read/tool-call-reading.ts';
import { ofToolCalls, toolDeviations } from './tool-deviations.ts';

/** Used by every check of tools. */
export const weatherTool: ToolDefinition = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Looks up the weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'Name of the city.' } },
      required: ['city'],
    },
  },
};

/** Tool calls arrive whole, streamed and not. */
export const toolCalls: Check = {
  id: 'tool-calls',
  promise: 'It calls tools in OpenAI’s form, streamed and not.',
  clause:
    'OpenAI API reference, `tool_calls` of a message and of a chunk’s delta. https://platform.openai.com/docs/api-reference/chat-streaming',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [streamedToolsRefused, ...ofToolCalls];
  },
  async run(context) {
    const whole = await askForced(context);
    if (whole.kind === 'unknown') return { message: whole.message, findings: [], broken: true };
    const evidence = context.evidence(whole.exchange);
    if (whole.kind === 'refused') {
      const message = `It takes no tools. ${whole.detail}`;
      return { message, findings: [], skipped: true, evidence, learned: { tools: false } };
    }
    const answer = readToolCalls(whole.completion, ['get_weather']);
    const sightings = toolDeviations(answer, { free: whole.free }).map(([deviation, detail]) => ({
      deviation,
      evidence,
      detail,
    }));
    const streamed = (await streams(context)) ? await streamedCall(context, answer) : nothing;
    sightings.push(...streamed.sightings);
    const called = answer.form !== 'none' || streamed.called;
    const broken = sightings.some(({ deviation }) => deviation.grade === 'breaks');
    return {
      message: called
        ? `It called the tool${streamed.called ? ', streamed and not' : ''}.`
        : 'It answered in words although a tool was required, so there is nothing to judge.',
      findings: gathered(sightings),
      ...(called ? {} : { skipped: true }),
      evidence,
      learned: { tools: called && !broken },
    };
  },
};

const fields = {
  messages: [{ role: 'user', content: 'Please call the tool to look up the weather in Paris.' }],
  tools: [weatherTool],
};

/** Required; or, where that is refused, as the model likes. */
async function askForced(context: CheckContext): Promise<Asked & { readonly free: boolean }> {
  const forced = await ask(context, { ...fields, tool_choice: 'required' });
  if (forced.kind !== 'refused') return { ...forced, free: false };
  return { ...(await ask(context, fields)), free: true };
}

interface StreamedCall {
  readonly called: boolean;
  readonly sightings: readonly Sighting[];
}
const nothing: StreamedCall = { called: false, sightings: [] };

/** As the model likes first, for only then does the finish reason say something. */
async function streamedCall(context: CheckContext, whole: ToolCallReading): Promise<StreamedCall> {
  const free = await askStreamed(context, fields);
  const reading = readingOf(free);
  if (free.kind === 'answered' && reading.form !== 'none')
    return seen(context, free, reading, true);
  const forced = await askStreamed(context, { ...fields, tool_choice: 'required' });
  if (forced.kind === 'refused' && free.kind === 'refused' && whole.form !== 'none') {
    const evidence = context.evidence(forced.exchange);
    const sighting = { deviation: streamedToolsRefused, evidence, detail: forced.detail };
    return { called: false, sightings: [sighting] };
  }
  return seen(context, forced, readingOf(forced), false);
}

function readingOf(asked: AskedStream): ToolCallReading {
  const chunks = asked.kind === 'answered' ? asked.chunks : noChunks;
  return readStreamedToolCalls(chunks, ['get_weather']);
}

function seen(
  context: CheckContext,
  { exchange }: AskedStream,
  reading: ToolCallReading,
  free: boolean,
): StreamedCall {
  const evidence = context.evidence(exchange);
  return {
    called: reading.form !== 'none',
    sightings: toolDeviations(reading, { free }).map(([deviation, detail]) => ({
      deviation,
      evidence,
      detail,
    })),
  };
}

const noChunks = {
  choices: [],
  content: '',
  finishReasons: [],
  all: [],
  chunks: [],
  tokenTimesMs: [],
  done: false,
} as const;

const streamedToolsRefused: Deviation = {
  id: 'streamed-tools-refused',
  grade: 'breaks',
  message: 'It calls tools in whole answers, and refuses them when asked for a stream.',
  consequence: 'Voice agents stream every turn, so each turn of an agent with tools fails.',
  fix: 'Take `tools` together with `stream: true`; a call may be sent in one piece at the end of the stream.',
};
