import { z } from '@hono/zod-openapi';
import { newModelSettingSchema } from './model-setting.ts';
import type { Turn } from './turn.ts';

/** At once, for one person: as many models as stand side by side in a comparison. */
const turnsAtOnceMax = 6;

export const newPlaygroundTurnsSchema = z
  .strictObject({
    request: z
      .looseObject({ messages: z.array(z.looseObject({ role: z.string() })).min(1) })
      .describe('What a caller would send to `/v1/chat/completions`.'),
    settings: z
      .array(newModelSettingSchema.nullable())
      .min(1)
      .max(turnsAtOnceMax)
      .describe('One for each turn. `null`: the agent’s own, as callers get it.'),
  })
  .openapi('NewPlaygroundTurns');
export type NewPlaygroundTurns = z.input<typeof newPlaygroundTurnsSchema>;

/** By the event's name, its data. `turn` is the place in the list of settings. */
export interface PlaygroundEvents {
  /** The answer's head, as a caller of the gateway would get it. */
  readonly head: {
    readonly turn: number;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  };
  /** A part of its body, and when the gateway had it: milliseconds since the turn began. */
  readonly body: { readonly turn: number; readonly atMs: number; readonly text: string };
  /** The turn's last event. `record` is null where the gateway refused the request. */
  readonly over: { readonly turn: number; readonly record: Turn | null };
}
