import { z } from '@hono/zod-openapi';

export const newKeyRotationSchema = z
  .strictObject({
    dataKey: z
      .boolean()
      .default(false)
      .describe('Seal every credential anew as well, with a fresh data key.'),
  })
  .openapi('NewKeyRotation');

export const keyRotationSchema = z
  .object({
    masterKey: z.string().describe('The id of the master key that wraps every data key now.'),
    from: z.array(z.string()).describe('The ids of those that did before.'),
    dataKeys: z.int(),
    resealed: z.int().describe('Credentials that were sealed anew.'),
    unreadable: z.int().describe('Credentials that nothing opens, left as they were.'),
    keyFile: z
      .string()
      .nullable()
      .describe('The file that now holds the master key: back it up. `null` where it was given.'),
  })
  .openapi('KeyRotation');
export type KeyRotation = z.infer<typeof keyRotationSchema>;
