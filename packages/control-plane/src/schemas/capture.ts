import { z } from '@hono/zod-openapi';

export const captureSchema = z
  .object({
    capturing: z.boolean().describe('Whether what turns say from now on is kept.'),
    retentionDays: z
      .int()
      .nullable()
      .describe('How long what was captured is kept; null where nothing is.'),
  })
  .openapi('Capture');
export type Capture = z.infer<typeof captureSchema>;

export const captureChangeSchema = z
  .strictObject({
    retentionDays: z.int().min(1).max(90).describe('After so many days it is deleted.'),
  })
  .openapi('CaptureChange');

export const capturedTurnSchema = z
  .object({
    requestId: z.string(),
    messages: z
      .array(z.object({ role: z.string(), text: z.string() }))
      .describe('Of the request, the oldest first; images and sounds are only named.'),
    answer: z.string().describe('What the caller was given; tool calls as `name(arguments)`.'),
    cut: z.boolean().describe('Whether there was more than the 64 kB that are kept.'),
  })
  .openapi('CapturedTurn');
export type CapturedTurn = z.infer<typeof capturedTurnSchema>;
