import { z } from '@hono/zod-openapi';

/** Length is what protects a password; see NIST SP 800-63B-4 §3.1.1.2. */
const newPassword = z
  .string()
  .min(12, 'Use at least 12 characters.')
  .max(1_000, 'Use at most 1,000 characters.');

/** `token` is the part of the one-time link after `#token=`. */
export const firstAdminSchema = z
  .strictObject({ token: z.string().max(200), password: newPassword })
  .openapi('FirstAdmin');

export const signInSchema = z.strictObject({ password: z.string().max(1_000) }).openapi('SignIn');

export const sessionSchema = z
  .object({ user: z.object({ name: z.string(), role: z.literal('admin') }) })
  .openapi('Session');
export type Session = z.infer<typeof sessionSchema>;
