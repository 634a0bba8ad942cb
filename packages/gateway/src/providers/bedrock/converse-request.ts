/**
 * The part of Converse's request that is written here.
 * Source: `ConverseRequest` of `@aws-sdk/client-bedrock-runtime` 3.1164.0; a test holds every body
 * against that package's own schema.
 */
export interface ConverseRequest {
  messages: ConverseMessage[];
  system?: { text: string }[];
  inferenceConfig?: {
    maxTokens?: number;
    temperature?: number;
    topP?: number;
    stopSequences?: string[];
  };
  toolConfig?: ToolConfig;
  outputConfig?: { textFormat?: JsonSchemaFormat; effort?: string };
  serviceTier?: { type: string };
  /** The model’s own fields, which Converse hands on. */
  additionalModelRequestFields?: { thinking: { type: 'disabled' } };
}

export interface ConverseMessage {
  role: 'user' | 'assistant';
  content: ContentBlock[];
}

export interface ImageBlock {
  image: { format: string; source: { bytes: string } };
}

export type ContentBlock =
  | { text: string }
  | ImageBlock
  | { toolUse: { toolUseId: string; name: string; input: Record<string, unknown> } }
  | { toolResult: { toolUseId: string; content: ({ text: string } | ImageBlock)[] } };

export interface ToolConfig {
  tools: { toolSpec: ToolSpec }[];
  toolChoice?: { auto: object } | { any: object } | { tool: { name: string } };
}

export interface ToolSpec {
  name: string;
  description?: string;
  inputSchema: { json: Record<string, unknown> };
}

export interface JsonSchemaFormat {
  type: 'json_schema';
  /** `schema` is JSON in a string. */
  structure: { jsonSchema: { schema: string; name?: string; description?: string } };
}
