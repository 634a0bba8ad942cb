import { asList, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import { violationsOf, type Violation } from '../shape.ts';
import type { ChatOperation, ErrorAnswer } from '../vendor.ts';
import { requestShape } from './request-shape.ts';
import { demandsSignatures, isKnownSignature } from './thought-signature.ts';
import { geminiError } from './to-error.ts';
import { toJsonNames, toProtoName } from './to-json-names.ts';

/** The 400 Gemini gives: unknown names first, all of them; then what the turns of a conversation must be. */
export function checkRequest(body: unknown, operation: ChatOperation): ErrorAnswer | undefined {
  const request = toJsonNames(requestShape, body);
  const violations = violationsOf(requestShape, request);
  if (violations.length > 0) return refuseFields(violations);
  const contents = asList(asObject(request)['contents']).map(asObject);
  if (contents.length === 0) {
    return invalid('* GenerateContentRequest.contents: contents is not specified\n');
  }
  return (
    checkConfig(asObject(asObject(request)['generationConfig'])) ??
    checkTurns(contents) ??
    (demandsSignatures(operation.model ?? '') ? checkSignatures(contents) : undefined)
  );
}

function refuseFields(violations: Violation[]): ErrorAnswer {
  const told = violations.map((violation) => ({
    field: fieldName(violation),
    description: describe(violation),
  }));
  return geminiError({
    status: 400,
    message: told.map(({ description }) => description).join('\n'),
    code: 'INVALID_ARGUMENT',
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: told }],
  });
}

/** `generation_config.top_p`, `contents[0].parts[1]`; of an unknown name, what it stands in. */
function fieldName({ path, rule }: Violation): string {
  const known = rule === 'unknown_field' ? path.slice(0, -1) : path;
  return known
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${toProtoName(step)}`))
    .join('')
    .replace(/^\./, '');
}

function describe(violation: Violation): string {
  const { path, rule, shape, value } = violation;
  const field = fieldName(violation);
  if (rule === 'unknown_field') {
    const at = field === '' ? '' : ` at '${field}'`;
    return `Invalid JSON payload received. Unknown name "${path.at(-1)}"${at}: Cannot find field.`;
  }
  const types: Partial<Record<typeof shape.kind, string>> = {
    number: shape.kind === 'number' && shape.integer === true ? 'TYPE_INT32' : 'TYPE_FLOAT',
    string: 'TYPE_STRING',
    boolean: 'TYPE_BOOL',
  };
  return `Invalid value at '${field}' (${types[shape.kind] ?? 'TYPE_MESSAGE'}), ${JSON.stringify(value)}`;
}

function checkConfig(config: JsonObject): ErrorAnswer | undefined {
  const { temperature, stopSequences } = config;
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 2)) {
    return invalid(
      `* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n`,
    );
  }
  if (asList(stopSequences).length > 5) {
    return invalid('The number of stop sequences must not exceed 5.');
  }
  return undefined;
}

const dataFields =
  'text inlineData fileData functionCall functionResponse executableCode codeExecutionResult toolCall toolResponse'.split(
    ' ',
  );

function checkTurns(contents: JsonObject[]): ErrorAnswer | undefined {
  for (const [i, { role, parts }] of contents.entries()) {
    if (role !== undefined && role !== 'user' && role !== 'model' && role !== 'function') {
      return invalid('Please use a valid role: user, model.');
    }
    if (asList(parts).length === 0) {
      return invalid(
        `* GenerateContentRequest.contents[${i}].parts: contents.parts must not be empty.\n`,
      );
    }
    const empty = asList(parts).findIndex((part) => !dataFields.some((f) => f in asObject(part)));
    if (empty >= 0) {
      return invalid(
        `* GenerateContentRequest.contents[${i}].parts[${empty}].data: required oneof field 'data' must have one initialized field\n`,
      );
    }
  }
  return checkCalls(contents);
}

/** A call follows the caller's turn; its results, as many as the calls, follow it at once. */
function checkCalls(contents: JsonObject[]): ErrorAnswer | undefined {
  for (const [i, content] of contents.entries()) {
    const calls = partsWith(content, 'functionCall');
    const results = partsWith(content, 'functionResponse');
    const before = contents[i - 1];
    const next = contents[i + 1];
    if (calls.length > 0) {
      if (before === undefined || before['role'] === 'model') {
        return invalid(
          'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
        );
      }
      const answered = next === undefined ? 0 : partsWith(next, 'functionResponse').length;
      if (next !== undefined && answered !== calls.length) return wrongCount();
    }
    if (results.length > 0) {
      const asked = before === undefined ? 0 : partsWith(before, 'functionCall').length;
      if (asked === 0) {
        return invalid(
          'Please ensure that function response turn comes immediately after a function call turn.',
        );
      }
      if (asked !== results.length) return wrongCount();
      if (results.some((part) => asText(asObject(part['functionResponse'])['name']) === '')) {
        return invalid(
          `* GenerateContentRequest.contents[${i}].parts[0].function_response.name: Name cannot be empty.\n`,
        );
      }
    }
  }
  return undefined;
}

/**
 * In the turn under way each step's first call carries the signature it came with; parallel calls after
 * it carry none (ai.google.dev/gemini-api/docs/thought-signatures).
 */
function checkSignatures(contents: JsonObject[]): ErrorAnswer | undefined {
  const turnFrom = contents.findLastIndex(
    (content) => content['role'] !== 'model' && partsWith(content, 'text').length > 0,
  );
  for (const [i, content] of contents.entries()) {
    const first = partsWith(content, 'functionCall')[0];
    if (first === undefined) continue;
    const name = asText(asObject(first['functionCall'])['name']);
    const signature = asText(first['thoughtSignature']);
    if (signature === '' && i > turnFrom) {
      return invalid(
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${i + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      );
    }
    if (signature !== '' && !isKnownSignature(signature, name)) {
      return invalid('Corrupted thought signature.');
    }
  }
  return undefined;
}

function partsWith(content: JsonObject, field: string): JsonObject[] {
  return asList(content['parts'])
    .filter(isObject)
    .filter((part) => field in part);
}

function wrongCount(): ErrorAnswer {
  return invalid(
    'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
  );
}

function invalid(message: string): ErrorAnswer {
  return geminiError({ status: 400, message, code: 'INVALID_ARGUMENT' });
}
