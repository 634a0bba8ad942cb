import type { Asked } from '../asked.ts';
import { asObject } from '../json-value.ts';
import { fromRequest as fromOpenai } from '../openai/from-request.ts';

/** The format is OpenAI's but for names; usage is always in the stream, and a prompt mode asks to reason. */
export function fromRequest(body: unknown): Asked {
  const asked = fromOpenai(body);
  const reasoning = asked.reasoning || asObject(body)['prompt_mode'] === 'reasoning';
  return { ...asked, reasoning, usageInStream: true, obfuscation: false };
}
