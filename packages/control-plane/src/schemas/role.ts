import { z } from '@hono/zod-openapi';

/** From the least to the most: each may do what the ones before it may. */
export const roles = ['viewer', 'editor', 'admin'] as const;
export const roleSchema = z
  .enum(roles)
  .describe(
    'viewer: reads. editor: also changes agents, settings, keys and connections. admin: everything, in every project.',
  )
  .openapi('Role');
export type Role = z.infer<typeof roleSchema>;

export const projectRoleSchema = z.enum(['viewer', 'editor']).openapi('ProjectRole');
export type ProjectRole = z.infer<typeof projectRoleSchema>;
