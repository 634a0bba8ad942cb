import { isRecord } from '../is-record.ts';
import type { UpstreamRequest } from '../provider.ts';

/**
 * What is wrong with a request by Mistral's own rules; nothing for a good one. An independent reading
 * of its strict schema (`public/openapi.yaml`: every object has `additionalProperties: false`) and of
 * the order that `validator.py` of mistralai/mistral-common holds (both read 2026-11-23).
 */
export function mistralRules({ body }: UpstreamRequest): string[] {
  const request: unknown = JSON.parse(String(body));
  const problems: string[] = [];
  const check = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  if (!isRecord(request)) return ['not an object'];
  for (const field of strangers(request, requestFields)) problems.push(`extra_forbidden ${field}`);
  const { temperature, top_p: topP, messages } = request;
  check(
    temperature === undefined || (Number(temperature) >= 0 && Number(temperature) <= 1.5),
    'temperature',
  );
  check(topP === undefined || (Number(topP) > 0 && Number(topP) <= 1), 'top_p');
  if (!Array.isArray(messages) || messages.length === 0) return [...problems, 'no messages'];
  let before = '';
  let expected = new Set<unknown>();
  for (const [index, message] of (messages as unknown[]).entries()) {
    const at = (what: string): string => `messages[${index}]: ${what}`;
    if (!isRecord(message)) return [...problems, at('not an object')];
    const { role, content, tool_calls: calls, tool_call_id: id } = message;
    const allowed = messageFields[String(role)];
    if (allowed === undefined) return [...problems, at(`role ${String(role)}`)];
    for (const field of strangers(message, allowed)) problems.push(at(`extra_forbidden ${field}`));
    check(
      following[before]?.includes(String(role)) ?? false,
      at(`${String(role)} after ${before}`),
    );
    checkContent(content, (problem) => problems.push(at(problem)));
    if (role === 'assistant') {
      check(expected.size === 0, at('not the same number of function calls and responses'));
      check(Boolean(calls) || Boolean(content), at('says nothing'));
      const ids = readCalls(calls, (problem) => problems.push(at(problem)));
      expected = new Set(ids);
      check(expected.size === ids.length, at('the same id twice'));
    }
    if (role === 'tool') {
      check(typeof id === 'string' && idForm.test(id), at(`tool_call_id ${String(id)}`));
      check(expected.delete(id), at(`unexpected tool_call_id ${String(id)}`));
    }
    before = String(role);
  }
  check(expected.size === 0, 'not the same number of function calls and responses');
  const last: unknown = messages.at(-1);
  const continues = isRecord(last) && last['prefix'] === true;
  check(
    before === 'user' || before === 'tool' || continues,
    `expected last role user or tool, not ${before}`,
  );
  return problems;
}

const requestFields =
  'model temperature top_p max_tokens stream stop random_seed metadata messages response_format tools tool_choice presence_penalty frequency_penalty n prediction parallel_tool_calls reasoning_effort prompt_mode guardrails prompt_cache_key service_tier safe_prompt';

const messageFields: Record<string, string> = {
  system: 'role content',
  user: 'role content',
  assistant: 'role content tool_calls prefix',
  tool: 'role content tool_call_id name',
};

/** A user right after a tool is refused by the API (code 3230), though newer validators let it be. */
const following: Record<string, string[]> = {
  '': ['system', 'user', 'assistant'],
  system: ['system', 'user', 'assistant'],
  user: ['user', 'system', 'assistant'],
  assistant: ['assistant', 'user', 'tool'],
  tool: ['tool', 'assistant'],
};

const partFields: Record<string, string> = {
  text: 'type text',
  image_url: 'type image_url',
  input_audio: 'type input_audio',
  document_url: 'type document_url document_name',
};

const idForm = /^[a-zA-Z0-9]{9}$/;

function strangers(object: Record<string, unknown>, allowed: string): string[] {
  return Object.keys(object).filter((field) => !allowed.split(' ').includes(field));
}

function checkContent(content: unknown, problem: (what: string) => void): void {
  if (content === null || typeof content === 'string') return;
  if (!Array.isArray(content)) return problem('content');
  for (const part of content as unknown[]) {
    const allowed = isRecord(part) ? partFields[String(part['type'])] : undefined;
    if (!isRecord(part) || allowed === undefined) problem('a part of no known type');
    else for (const field of strangers(part, allowed)) problem(`extra_forbidden ${field}`);
    if (!isRecord(part) || !isRecord(part['image_url'])) continue;
    const { detail } = part['image_url'];
    if (![undefined, 'low', 'auto', 'high'].includes(detail as never)) problem('detail');
  }
}

function readCalls(calls: unknown, problem: (what: string) => void): unknown[] {
  if (calls === undefined) return [];
  if (!Array.isArray(calls) || calls.length === 0) {
    problem('tool_calls');
    return [];
  }
  return (calls as unknown[]).map((call) => {
    if (!isRecord(call) || !isRecord(call['function'])) return problem('a call of no known form');
    for (const field of strangers(call, 'id type function index')) problem(`call.${field}`);
    for (const field of strangers(call['function'], 'name arguments')) problem(`function.${field}`);
    const { name, arguments: given } = call['function'];
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(name))) problem(`name ${String(name)}`);
    if (typeof given !== 'string' && !isRecord(given)) problem('arguments');
    if (call['type'] !== 'function') problem('type');
    if (!idForm.test(String(call['id']))) problem(`id ${String(call['id'])}`);
    return call['id'];
  });
}
