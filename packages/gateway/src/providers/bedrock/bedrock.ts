import type { Provider } from '../provider.ts';
import type { FieldTable } from '../request-fields.ts';
import { usualFieldNotes, usualFields } from '../usual-fields.ts';
import { decodeCompletion } from './from-completion.ts';
import { toProviderError } from './from-error.ts';
import { BedrockStreamDecoder } from './from-stream.ts';
import { modelList } from './model-list.ts';
import { toRequest } from './to-request.ts';

const fields: FieldTable = { ...usualFields, service_tier: 'mapped' };

/**
 * Amazon Bedrock through Converse and ConverseStream, which are the same for every vendor's model.
 * Source: `@aws-sdk/client-bedrock-runtime` 3.1164.0, `ConverseRequest`, `ConverseResponse`,
 * `ConverseStreamOutput` (read 2026-11-23).
 */
export const bedrock: Provider = {
  id: 'bedrock',
  telemetryName: 'aws.bedrock',
  fields,
  fieldNotes: {
    ...usualFieldNotes,
    tool_choice:
      '`none` leaves the tools out, or, in a conversation with calls, is asked for in words; some models refuse `required` and a named tool',
    response_format:
      '`json_schema` becomes `outputConfig.textFormat`, which not every model takes; `json_object` is asked for in words',
    reasoning_effort:
      'becomes `outputConfig.effort`, which not every model takes; `minimal` becomes `low`, `none` turns the thinking of Claude models off',
    service_tier: 'default, flex, priority and reserved are carried; `auto` is left out',
  },
  // `ImageSource` has bytes and an S3 location.
  imageUrls: 'fetched',
  toRequest: (call) => toRequest(call, fields),
  decodeStream: (_head, call) => new BedrockStreamDecoder(call),
  decodeCompletion,
  toError: toProviderError,
  modelList,
};
