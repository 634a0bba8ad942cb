import { isRecord } from '../is-record.ts';
import type { UpstreamRequest } from '../provider.ts';

/**
 * What is wrong with a request by the rules of Bedrock's Converse; nothing for a good one. An
 * independent reading of the API's known 400s: user and assistant alternate, the user begins and
 * ends, no text is blank (NousResearch/hermes-agent#55092), each call of a turn is answered in the
 * next, and `toolConfig` is there wherever tools are (patriceckhart/zot#18).
 */
export function bedrockRules({ body }: UpstreamRequest): string[] {
  const request: unknown = JSON.parse(String(body));
  if (!isRecord(request) || !Array.isArray(request['messages'])) return ['no messages'];
  const problems: string[] = [];
  for (const block of blocksOf(request['system'])) problems.push(...textProblems(block));
  let role = 'assistant';
  let calls: string[] = [];
  let usesTools = false;
  for (const [index, message] of (request['messages'] as unknown[]).entries()) {
    const at = (what: string): string => `messages[${index}]: ${what}`;
    if (!isRecord(message)) return [...problems, at('not an object')];
    if (message['role'] === role) problems.push(at(`must alternate: ${role}`));
    role = String(message['role']);
    const blocks = blocksOf(message['content']);
    if (blocks.length === 0) problems.push(at('content is empty'));
    for (const block of blocks) problems.push(...textProblems(block).map(at));
    const results = blocks.map((block) => block['toolResult']).filter(isRecord);
    const uses = blocks.map((block) => block['toolUse']).filter(isRecord);
    usesTools ||= results.length + uses.length > 0;
    for (const result of results) {
      if (blocksOf(result['content']).length === 0) problems.push(at('an empty toolResult'));
      for (const block of blocksOf(result['content']))
        problems.push(...textProblems(block).map(at));
    }
    const answered = results.map(({ toolUseId }) => String(toolUseId));
    if (String(answered.toSorted()) !== String(calls.toSorted())) {
      problems.push(at(`toolResults ${String(answered)} for toolUses ${String(calls)}`));
    }
    calls = uses.map(({ toolUseId }) => String(toolUseId));
    if (new Set(calls).size !== calls.length) problems.push(at('duplicate toolUseIds'));
    for (const { toolUseId, name, input } of uses) {
      if (!idForm.test(String(toolUseId))) problems.push(at(`toolUseId ${String(toolUseId)}`));
      if (!idForm.test(String(name))) problems.push(at(`name ${String(name)}`));
      if (!isRecord(input)) problems.push(at('input is no object'));
    }
  }
  if (role !== 'user') problems.push('must end with a user message');
  if (usesTools && !isRecord(request['toolConfig'])) problems.push('toolConfig must be defined');
  return problems;
}

const idForm = /^[a-zA-Z0-9_-]{1,64}$/;

function blocksOf(blocks: unknown): Record<string, unknown>[] {
  return Array.isArray(blocks) ? blocks.filter(isRecord) : [];
}

function textProblems({ text }: Record<string, unknown>): string[] {
  return text !== undefined && (typeof text !== 'string' || text.trim() === '')
    ? ['blank text']
    : [];
}
