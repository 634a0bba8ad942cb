import type { JsonObject } from './json-value.ts';

/** What a request asks, whichever vendor's words it came in. */
export interface Asked {
  model: string;
  stream: boolean;
  /** The last thing said to the model: the user's words, or the tool results that came back. */
  lastText: string;
  lastIsToolResult: boolean;
  /** Images in the last user message. */
  images: AskedImage[];
  tools: AskedTool[];
  toolChoice: { kind: 'auto' | 'none' | 'any' } | { kind: 'named'; name: string };
  parallelToolCalls: boolean;
  format: { kind: 'text' | 'json' } | { kind: 'schema'; schema: JsonObject };
  tokensMax: number | undefined;
  stop: string[];
  reasoning: boolean;
  /** How many answers. */
  choices: number;
  promptTokens: number;
  /** True when a stream is to end with the usage, where that is asked for. */
  usageInStream: boolean;
  /** True when stream events are padded against guessing tokens from their length. */
  obfuscation: boolean;
}

export interface AskedTool {
  name: string;
  /** JSON Schema of its arguments. */
  parameters: JsonObject;
}

export interface AskedImage {
  mediaType: string;
  /** Undefined for an image given by URL. */
  bytes: number | undefined;
}

/** An image of a `data:` URL, or of any other URL. */
export function imageOfUrl(url: string): AskedImage {
  const match = /^data:([^;,]+);base64,(.*)$/s.exec(url);
  if (match === null) return { mediaType: 'url', bytes: undefined };
  return imageOfBase64(match[1] ?? '', match[2] ?? '');
}

export function imageOfBase64(mediaType: string, base64: string): AskedImage {
  return { mediaType, bytes: Buffer.byteLength(base64, 'base64') };
}
