import { z } from '@hono/zod-openapi';

const ignored = z
  .unknown()
  .optional()
  .openapi({ readOnly: true, description: 'Only answered: ignored when it comes back.' });

/**
 * The schema of a change that takes its own answer back: what `answer` has and `change` can't set
 * is accepted, whatever it holds, and left out of what comes out. All other fields are still refused
 * by their names.
 */
export function takeBack<Answer extends z.ZodRawShape, Change extends z.ZodRawShape>(
  answer: z.ZodObject<Answer>,
  change: z.ZodObject<Change, z.core.$strict>,
) {
  const names = Object.keys(answer.shape).filter((name) => !Object.hasOwn(change.shape, name));
  const readOnly = Object.fromEntries(names.map((name) => [name, ignored]));
  return z.strictObject({ ...change.shape, ...readOnly }).transform((given) => {
    const settable = Object.entries(given).filter(([name]) => Object.hasOwn(change.shape, name));
    // What is left are exactly the fields that `change` has just judged.
    return Object.fromEntries(settable) as z.output<typeof change>;
  });
}
