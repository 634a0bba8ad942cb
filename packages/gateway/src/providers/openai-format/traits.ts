import type { FieldTable } from '../request-fields.ts';

/** What differs between servers that speak OpenAI's format, declared instead of branched on. */
export interface OpenAiFormatTraits {
  readonly id: string;
  readonly fields: FieldTable;
  /** The field in which this server takes the limit on output tokens. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens' | 'as_given';
}
