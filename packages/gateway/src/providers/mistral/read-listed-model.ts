import { isRecord } from '../is-record.ts';
import type { ReadListedModel } from '../model-list.ts';

/**
 * Mistral lists each alias as an entry of its own, too. Those that only embed, moderate or read aloud
 * are left out. Source: `BaseModelCard`, `FTModelCard` and `ModelCapabilities` of
 * `@mistralai/mistralai` 2.7.0 (read 2026-11-24).
 */
export const readListedModel: ReadListedModel = (item) => {
  const { id, name, aliases, deprecation, archived } = item;
  const can = isRecord(item['capabilities']) ? item['capabilities'] : {};
  if (can['completion_chat'] === false || archived === true) return null;
  return {
    id,
    name: name === id ? null : name,
    aliases,
    shutDownOn: deprecation,
    contextWindow: item['max_context_length'],
    images: can['vision'],
    tools: can['function_calling'],
  };
};
