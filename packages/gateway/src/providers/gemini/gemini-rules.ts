import { isRecord } from '../is-record.ts';
import type { UpstreamRequest } from '../provider.ts';

/**
 * What is wrong with a request by Gemini's rules; nothing for a good one. An independent reading of
 * `Content` and `Part` (googleapis/js-genai `src/types.ts`) and of the API's 400s: who may follow
 * whom, as many responses as calls, and a signature on the first call of each step from Gemini 3 on.
 */
export function geminiRules({ body }: UpstreamRequest): string[] {
  const request: unknown = JSON.parse(String(body));
  if (!isRecord(request)) return ['not an object'];
  const problems = strangers(request, requestFields).map((field) => `Unknown name ${field}`);
  const { contents, systemInstruction } = request;
  if (isRecord(systemInstruction))
    problems.push(...partProblems(systemInstruction['parts'], 'system'));
  if (!Array.isArray(contents) || contents.length === 0)
    return [...problems, 'contents is not specified'];
  let calls: string[] = [];
  let before: Turn = { role: '', kind: 'words' };
  for (const [index, content] of (contents as unknown[]).entries()) {
    const at = (what: string): string => `contents[${index}]: ${what}`;
    if (!isRecord(content) || !Array.isArray(content['parts']))
      return [...problems, at('no parts')];
    const parts: unknown[] = content['parts'];
    problems.push(...partProblems(parts, String(content['role'])).map(at));
    const turn: Turn = { role: String(content['role']), kind: kindOf(parts) };
    const responses = namesOf(parts, 'functionResponse');
    if (turn.role === 'model' && before.role !== 'user') problems.push(at('model after model'));
    if (turn.role === 'user' && before.role === 'user' && before.kind === turn.kind) {
      problems.push(at('user after user'));
    }
    if (String(responses) !== String(calls)) {
      problems.push(at(`responses to ${String(responses)}, calls to ${String(calls)}`));
    }
    if (responses.length > 0 && responses.length !== parts.length) {
      problems.push(at('responses among words'));
    }
    calls = namesOf(parts, 'functionCall');
    before = turn;
  }
  if (before.role !== 'user') problems.push('a request must end with a user turn');
  return problems;
}

interface Turn {
  readonly role: string;
  readonly kind: 'words' | 'responses';
}

const requestFields =
  'contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent serviceTier';
const partFields =
  'text thought thoughtSignature inlineData fileData functionCall functionResponse';

function strangers(object: Record<string, unknown>, allowed: string): string[] {
  return Object.keys(object).filter((field) => !allowed.split(' ').includes(field));
}

function kindOf(parts: readonly unknown[]): Turn['kind'] {
  return namesOf(parts, 'functionResponse').length > 0 ? 'responses' : 'words';
}

/** Each call's or response's name and id. */
function namesOf(parts: readonly unknown[], field: 'functionCall' | 'functionResponse'): string[] {
  return parts
    .map((part) => (isRecord(part) ? part[field] : undefined))
    .filter(isRecord)
    .map(({ name, id }) => `${String(name)} ${String(id)}`);
}

function partProblems(parts: unknown, role: string): string[] {
  if (!Array.isArray(parts) || parts.length === 0) return ['must include at least one parts field'];
  const problems: string[] = [];
  let firstCall = true;
  for (const part of parts as unknown[]) {
    if (!isRecord(part)) return ['a part is no object'];
    problems.push(...strangers(part, partFields).map((field) => `Unknown name ${field}`));
    const { text, functionCall: call, functionResponse: response, thoughtSignature } = part;
    if (text !== undefined && (typeof text !== 'string' || text.trim() === ''))
      problems.push('empty text parameter');
    if (isRecord(call)) {
      if (role !== 'model') problems.push('a call by the user');
      if (!call['name']) problems.push('a call without a name');
      if (!isRecord(call['args'])) problems.push('args is no Struct');
      if (firstCall && !thoughtSignature) problems.push('missing a thought_signature');
      firstCall = false;
    }
    if (isRecord(response)) {
      if (role !== 'user') problems.push('a response by the model');
      if (!response['name']) problems.push('a response without a name');
      if (!isRecord(response['response'])) problems.push('response is no Struct');
    }
  }
  return problems;
}
