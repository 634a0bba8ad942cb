import { z } from '@hono/zod-openapi';

/** RFC 9457. `errors` names each field that is wrong; no value is ever echoed. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .describe(
        'A URI that names the kind of problem; `about:blank` where the status says it all.',
      ),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for programs.'),
    detail: z.string().describe('What happened, what it means, and the way out.'),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .catchall(z.unknown())
  .openapi('Problem');
export type Problem = z.infer<typeof problemSchema>;
