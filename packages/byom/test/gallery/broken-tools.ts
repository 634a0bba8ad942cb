import type { BrokenServer } from './broken-server.ts';
import { fieldsIn, isFields, without, type Fields } from './fields.ts';
import type { Differences } from './good-server.ts';
import { refuse } from './refuse.ts';

/** Rows 33 to 41: what goes wrong with tool calls. */
export const brokenTools: readonly BrokenServer[] = [
  {
    id: 'tool-index-missing',
    row: 33,
    evidence: 'Ollama#7881',
    server: { chunks: eachCall((call) => without(call, 'index')) },
  },
  {
    id: 'tool-index-all-zero',
    row: 34,
    evidence: 'Ollama#15457',
    server: { chunks: eachCall((call) => ({ ...call, index: 0 })) },
  },
  {
    id: 'tool-index-from-one',
    row: 35,
    evidence: 'Anthropic’s endpoint in OpenAI’s format',
    server: { chunks: eachCall((call) => ({ ...call, index: Number(call['index']) + 1 })) },
  },
  {
    id: 'tool-arguments-object',
    row: 36,
    how: 'in a whole answer',
    server: {
      completion: eachWholeCall((call) => withArguments(call, JSON.parse(argumentsOf(call)))),
    },
  },
  {
    id: 'tool-arguments-object',
    row: 36,
    how: 'in a stream',
    evidence: 'litellm#37792',
    server: {
      chunks: eachCall((call) => ('id' in call ? withArguments(call, { city: 'Oslo' }) : null)),
    },
  },
  {
    id: 'tool-arguments-empty',
    row: 36,
    how: 'in a whole answer',
    server: { completion: eachWholeCall((call) => withArguments(call, '')) },
  },
  {
    id: 'tool-arguments-empty',
    row: 36,
    how: 'in a stream',
    evidence: 'sglang#32167',
    server: { chunks: eachCall((call) => ('id' in call ? call : null)) },
  },
  {
    id: 'tool-arguments-not-json',
    row: null,
    how: 'the last piece lost',
    server: { chunks: eachCall((call) => (argumentsOf(call).endsWith('}') ? null : call)) },
  },
  {
    id: 'tool-arguments-not-json',
    row: null,
    how: 'as another language writes them',
    server: {
      completion: eachWholeCall((call) =>
        withArguments(call, argumentsOf(call).replaceAll('"', "'")),
      ),
    },
  },
  {
    id: 'tool-calls-as-object',
    row: 37,
    evidence: 'TGI#2794',
    server: {
      completion: calling(({ calls: [call] }) => ({ content: null, tool_calls: call })),
      chunks: eachDelta((delta, [call]) => (call ? { ...delta, tool_calls: call } : delta)),
    },
  },
  {
    id: 'tool-call-as-content',
    row: 37,
    how: 'as JSON',
    server: asContent((name, text) => `{"name": "${name}", "arguments": ${text}}`),
  },
  {
    id: 'tool-call-as-content',
    row: 37,
    how: 'in a tag',
    evidence: 'vLLM without `--tool-call-parser`',
    server: asContent((name, text) => `<tool_call>{"${name}": ${text}}</tool_call>`),
  },
  {
    id: 'stop-with-tool-calls',
    row: 38,
    evidence: 'python-genai#2868',
    server: {
      chunks: (chunks) =>
        chunks.map((chunk) => ({
          ...chunk,
          choices: fieldsIn(chunk['choices']).map((choice) => ({
            ...choice,
            finish_reason: choice['finish_reason'] === null ? null : 'stop',
          })),
        })),
    },
  },
  {
    id: 'tool-fields-missing',
    row: 39,
    how: 'no type in a whole answer',
    evidence: 'Mistral',
    server: { completion: eachWholeCall((call) => without(call, 'type')) },
  },
  {
    id: 'tool-fields-missing',
    row: 39,
    how: 'no id in a stream',
    evidence: 'vllm#31457',
    server: { chunks: eachCall((call) => without(call, 'id')) },
  },
  {
    id: 'tool-fields-missing',
    row: 39,
    how: 'an empty name in later parts',
    server: {
      chunks: eachCall((call) =>
        'id' in call || !isFields(call['function'])
          ? call
          : { ...call, function: { name: '', ...call['function'] } },
      ),
    },
  },
  {
    id: 'null-beside-tool-calls',
    row: 40,
    how: 'in a whole answer',
    evidence: 'Mistral',
    server: {
      completion: calling(({ message }) => ({
        ...without(message, 'content'),
        function_call: null,
      })),
    },
  },
  {
    id: 'null-beside-tool-calls',
    row: 40,
    how: 'in a stream',
    server: { chunks: eachDelta((delta) => ({ ...delta, function_call: null })) },
  },
  {
    id: 'legacy-function-call',
    row: 41,
    server: {
      completion: calling(({ calls: [call] }) => ({
        content: null,
        function_call: call?.['function'],
      })),
      chunks: eachDelta((delta, [call]) =>
        call ? { ...without(delta, 'tool_calls'), function_call: call['function'] } : delta,
      ),
    },
  },
  {
    id: 'tool-results-refused',
    row: null,
    server: {
      beforeAnswer: ({ body }, response) =>
        fieldsIn(body['messages']).some(({ role }) => role === 'tool')
          ? refuse(response, 400, 'Unknown role: tool')
          : false,
    },
  },
  {
    id: 'streamed-tools-refused',
    row: null,
    evidence: 'servers that parse calls only once the answer is whole',
    server: {
      beforeAnswer: ({ body, streamed }, response) =>
        streamed && 'tools' in body
          ? refuse(response, 400, 'Tools are not supported in streams.')
          : false,
    },
  },
];

/** Each entry of `delta.tool_calls`; `null` leaves its chunk out. */
function eachCall(edit: (call: Fields) => Fields | null): NonNullable<Differences['chunks']> {
  return eachDelta((delta, calls) => {
    if (calls.length === 0) return delta;
    const edited = calls.map(edit).filter((call) => call !== null);
    return edited.length === 0 ? null : { ...delta, tool_calls: edited };
  });
}

/** Each delta of an answer that calls tools; `null` leaves its chunk out. */
function eachDelta(
  edit: (delta: Fields, calls: readonly Fields[]) => Fields | null,
): NonNullable<Differences['chunks']> {
  return (chunks) => {
    if (!chunks.some((chunk) => callsOf(deltaOf(chunk)).length > 0)) return chunks;
    return chunks.flatMap((chunk) => {
      const delta = edit(deltaOf(chunk), callsOf(deltaOf(chunk)));
      if (delta === null) return [];
      const choices = fieldsIn(chunk['choices']).map((choice) => ({ ...choice, delta }));
      return [{ ...chunk, choices }];
    });
  };
}

interface Calling {
  readonly message: Fields;
  readonly calls: readonly Fields[];
}

/** What stands in the message of a whole answer that calls tools. */
function calling(edit: (calling: Calling) => Fields): NonNullable<Differences['completion']> {
  return (json) => {
    const choices = fieldsIn(json['choices']).map((choice) => {
      const message = isFields(choice['message']) ? choice['message'] : {};
      const calls = callsOf(message);
      if (calls.length === 0) return choice;
      return { ...choice, message: { role: 'assistant', ...edit({ message, calls }) } };
    });
    return { ...json, choices };
  };
}

function eachWholeCall(edit: (call: Fields) => Fields): NonNullable<Differences['completion']> {
  return calling(({ message, calls }) => ({ ...message, tool_calls: calls.map(edit) }));
}

/** Calls in the words of the answer, which then ends like any other. */
function asContent(write: (name: string, text: string) => string): Differences {
  const written = (call: Fields): string => {
    const name = isFields(call['function']) ? call['function']['name'] : '';
    return write(String(name), '{"city": "Oslo"}');
  };
  const edit = eachDelta((delta, [call]) => {
    if (!call) return delta;
    return 'id' in call ? { content: written(call) } : null;
  });
  const stopped = (choice: Fields): Fields =>
    choice['finish_reason'] === null ? choice : { ...choice, finish_reason: 'stop' };
  return {
    completion: (json, asked) => {
      const edited = calling(({ calls }) => ({ content: calls.map(written).join('\n') }))(
        json,
        asked,
      );
      return isFields(edited)
        ? { ...edited, choices: fieldsIn(edited['choices']).map(stopped) }
        : edited;
    },
    chunks: (chunks, asked) =>
      edit(chunks, asked)
        .filter(isFields)
        .map((chunk) => ({ ...chunk, choices: fieldsIn(chunk['choices']).map(stopped) })),
  };
}

function deltaOf(chunk: Fields): Fields {
  const delta = fieldsIn(chunk['choices'])[0]?.['delta'];
  return isFields(delta) ? delta : {};
}

function callsOf(fields: Fields): Fields[] {
  return fieldsIn(fields['tool_calls']);
}

function argumentsOf(call: Fields): string {
  const definition = call['function'];
  const text = isFields(definition) ? definition['arguments'] : '';
  return typeof text === 'string' ? text : '';
}

function withArguments(call: Fields, given: unknown): Fields {
  const definition = isFields(call['function']) ? call['function'] : {};
  return { ...call, function: { ...definition, arguments: given } };
}
