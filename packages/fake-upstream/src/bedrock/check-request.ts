import { asList, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { bedrockError } from './to-error.ts';

/**
 * The ValidationException that Converse gives. Rules: constraints of aws/api-models-aws bedrock-runtime, and
 * messages quoted in langchain-ai/langchain-aws#403, elastic/kibana#246393, langchain-ai/langchainjs#6724,
 * archestra-ai/archestra#4220, quarkiverse/quarkus-langchain4j#1983.
 */
export function checkRequest(body: unknown): ErrorAnswer | undefined {
  if (!isObject(body) || ('messages' in body && !Array.isArray(body['messages']))) {
    return bedrockError(400, 'SerializationException', 'Unexpected field type');
  }
  const messages = asList(body['messages']).map(asObject);
  return (
    checkConfig(asObject(body['inferenceConfig'])) ??
    checkSystem(asList(body['system']).map(asObject)) ??
    checkTools(body['toolConfig']) ??
    checkRoles(messages) ??
    first(messages.map((message, i) => checkMessage(message, i))) ??
    checkToolUse(messages, isObject(body['toolConfig']))
  );
}

function checkConfig(config: JsonObject): ErrorAnswer | undefined {
  for (const [name, least, most] of [
    ['temperature', 0, 1],
    ['topP', 0, 1],
    ['maxTokens', 1, Infinity],
  ] as const) {
    const value = config[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') {
      return bedrockError(400, 'SerializationException', `${name} must be a number`);
    }
    if (value > most)
      return constraint(`${value}`, `inferenceConfig.${name}`, `less than or equal to ${most}`);
    if (value < least)
      return constraint(`${value}`, `inferenceConfig.${name}`, `greater than or equal to ${least}`);
  }
  const stops = asList(config['stopSequences']);
  return stops.includes('')
    ? constraint('', 'inferenceConfig.stopSequences', 'a length greater than or equal to 1')
    : undefined;
}

function checkSystem(blocks: JsonObject[]): ErrorAnswer | undefined {
  const blank = blocks.findIndex(({ text }) => typeof text === 'string' && text.trim() === '');
  if (blank < 0) return undefined;
  return validation(
    `The text field in the SystemContentBlock object at system.${blank} is blank. Add text to the text field, and try again.`,
  );
}

function checkTools(config: unknown): ErrorAnswer | undefined {
  if (config === undefined) return undefined;
  const tools = asList(asObject(config)['tools']).map(asObject);
  if (tools.length === 0) {
    return constraint('[]', 'toolConfig.tools', 'a length greater than or equal to 1');
  }
  for (const [i, tool] of tools.entries()) {
    if (!isObject(tool['toolSpec'])) continue;
    const { name, description, inputSchema } = tool['toolSpec'];
    const at = `toolConfig.tools.${i + 1}.member.toolSpec`;
    if (!namePattern.test(asText(name))) return pattern(asText(name), `${at}.name`);
    if (description === '') {
      return constraint('', `${at}.description`, 'a length greater than or equal to 1');
    }
    if (asObject(asObject(inputSchema)['json'])['type'] !== 'object') {
      return validation(
        `The value at toolConfig.tools.${i}.toolSpec.inputSchema.json.type must be one of the following: object.`,
      );
    }
  }
  return undefined;
}

function checkRoles(messages: JsonObject[]): ErrorAnswer | undefined {
  const roles = messages.map(({ role }) => asText(role));
  if (roles.length === 0 || roles[0] !== 'user') {
    return validation(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  if (roles.some((role, i) => role === roles[i - 1])) {
    return validation(
      'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
    );
  }
  const unknown = roles.find((role) => role !== 'user' && role !== 'assistant');
  return unknown === undefined
    ? undefined
    : constraint(unknown, 'messages.role', 'one of [user, assistant]');
}

function checkMessage({ role, content }: JsonObject, i: number): ErrorAnswer | undefined {
  const blocks = asList(content).map(asObject);
  if (blocks.length === 0) {
    return validation(
      `The content field in the Message object at messages.${i} is empty. Add a ContentBlock object to the content field and try again.`,
    );
  }
  const results = blocks.filter((block) => 'toolResult' in block).length;
  if (role === 'user' && results > 0 && blocks[0] !== undefined && !('toolResult' in blocks[0])) {
    return validation(
      `The model returned the following errors: messages.${i}: \`tool_result\` blocks must come first in a user message.`,
    );
  }
  return first(
    blocks.map((block, j) => checkBlock(block, asText(role), `messages.${i}.content.${j}`)),
  );
}

function checkBlock(block: JsonObject, role: string, at: string): ErrorAnswer | undefined {
  if (typeof block['text'] === 'string') return checkText(block['text'], at);
  if ('image' in block && role !== 'user') {
    return validation(`The image field at ${at} is not supported in the ${role} role.`);
  }
  if (isObject(block['image'])) return checkImage(block['image'], at);
  if (isObject(block['toolUse'])) {
    const { toolUseId, name, input } = block['toolUse'];
    if (!namePattern.test(asText(toolUseId))) {
      return pattern(asText(toolUseId), `${at}.toolUse.toolUseId`);
    }
    if (!namePattern.test(asText(name))) return pattern(asText(name), `${at}.toolUse.name`);
    if (!isObject(input)) {
      return validation(
        `The format of the value at ${at}.toolUse.input is invalid. Provide a json object for the field and try again.`,
      );
    }
  }
  if (isObject(block['toolResult'])) {
    const { toolUseId, content } = block['toolResult'];
    if (!namePattern.test(asText(toolUseId))) {
      return pattern(asText(toolUseId), `${at}.toolResult.toolUseId`);
    }
    if (!Array.isArray(content)) {
      return validation(`The content field at ${at}.toolResult is required.`);
    }
    return first(
      content.map((inner, k) => {
        const { text } = asObject(inner);
        return typeof text === 'string'
          ? checkText(text, `${at}.toolResult.content.${k}`)
          : undefined;
      }),
    );
  }
  return undefined;
}

function checkText(text: string, at: string): ErrorAnswer | undefined {
  if (text.trim() !== '') return undefined;
  return validation(
    `The text field in the ContentBlock object at ${at} is blank. Add text to the text field, and try again.`,
  );
}

function checkImage({ format, source }: JsonObject, at: string): ErrorAnswer | undefined {
  if (!['png', 'jpeg', 'gif', 'webp'].includes(asText(format))) {
    return constraint(asText(format), `${at}.image.format`, 'one of [gif, jpeg, png, webp]');
  }
  const bytes = asText(asObject(source)['bytes']);
  if (bytes !== '' || isObject(asObject(source)['s3Location'])) return undefined;
  return validation(`The source field at ${at}.image is empty.`);
}

/** Each call has its result in the very next message, each result its call in the message before. */
function checkToolUse(messages: JsonObject[], hasTools: boolean): ErrorAnswer | undefined {
  for (const [i, message] of messages.entries()) {
    const uses = idsOf(message, 'toolUse');
    const results = idsOf(message, 'toolResult');
    if (uses.length + results.length > 0 && !hasTools) {
      return validation(
        'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
      );
    }
    const before = i === 0 ? [] : idsOf(messages[i - 1] ?? {}, 'toolUse');
    if (results.length > before.length) {
      return validation(
        `The number of toolResult blocks at messages.${i}.content exceeds the number of toolUse blocks of previous turn.`,
      );
    }
    const missing = before.filter((id) => !results.includes(id));
    if (missing.length > 0) {
      return validation(
        `Expected toolResult blocks at messages.${i}.content for the following Ids: ${missing.join(', ')}`,
      );
    }
  }
  return undefined;
}

function idsOf(message: JsonObject, field: 'toolUse' | 'toolResult'): string[] {
  return asList(message['content']).flatMap((block) => {
    const inner = asObject(block)[field];
    return isObject(inner) ? [asText(inner['toolUseId'])] : [];
  });
}

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

function pattern(value: string, at: string): ErrorAnswer {
  const rule =
    value.length > 64
      ? 'Member must have length less than or equal to 64'
      : 'Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+';
  return validation(
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${rule}`,
  );
}

function constraint(value: string, at: string, rule: string): ErrorAnswer {
  return validation(
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must have value ${rule}`,
  );
}

function first(answers: (ErrorAnswer | undefined)[]): ErrorAnswer | undefined {
  return answers.find((answer) => answer !== undefined);
}

function validation(message: string): ErrorAnswer {
  return bedrockError(400, 'ValidationException', message);
}
