import type { JsonObject } from './json-value.ts';

/** What the fake answers, before it is put into a vendor's format. One word is one token. */
export interface Reply {
  /** Counts the server's replies from 1; ids are made of it, so a run can be repeated. */
  serial: number;
  createdSeconds: number;
  reasoning: string[];
  /** Pieces that make the text when joined. */
  text: string[];
  toolCalls: ToolCall[];
  finish: Finish;
  usage: Usage;
}

export interface ToolCall {
  name: string;
  arguments: JsonObject;
}

export type Finish =
  | { kind: 'stop' }
  | { kind: 'stop_sequence'; sequence: string }
  | { kind: 'length' }
  | { kind: 'tool_calls' }
  | { kind: 'refusal' }
  /** `prompt` when nothing was generated because the prompt itself was blocked. */
  | { kind: 'content_filter'; blocked: 'prompt' | 'answer' };

export interface Usage {
  prompt: number;
  /** Part of `prompt`. */
  cached: number;
  /** With reasoning. */
  completion: number;
  reasoning: number;
}

/** Letters and digits of a given length that stand for a serial number. */
export function serialText(serial: number, length: number): string {
  return serial.toString(36).padStart(length, '0').slice(-length);
}
