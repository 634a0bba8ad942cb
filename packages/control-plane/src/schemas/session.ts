import { z } from '@hono/zod-openapi';
import { newPasswordSchema } from './password.ts';
import { meSchema } from './user.ts';

/** `token` is the part of the one-time link after `#token=`. */
export const firstAdminSchema = z
  .strictObject({ token: z.string().max(200), password: newPasswordSchema })
  .openapi('FirstAdmin');

export const signInSchema = z
  .strictObject({
    name: z
      .string()
      .max(320)
      .default('admin')
      .describe('Name or e-mail address. Left out, it is the first admin, who is named "admin".'),
    password: z.string().max(1_000),
  })
  .openapi('SignIn');

export const sessionSchema = z.object({ user: meSchema }).openapi('Session');
export type Session = z.infer<typeof sessionSchema>;
