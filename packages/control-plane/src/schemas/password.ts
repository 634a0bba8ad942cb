import { z } from '@hono/zod-openapi';

/** Length is what protects a password; see NIST SP 800-63B-4 §3.1.1.2. */
export const newPasswordSchema = z
  .string()
  .min(12, 'Use at least 12 characters.')
  .max(1_000, 'Use at most 1,000 characters.');
