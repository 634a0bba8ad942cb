import { z } from '@hono/zod-openapi';
import { nameSchema } from './name.ts';
import { projectRoleSchema, roleSchema } from './role.ts';
import { takeBack } from './take-back.ts';

export const newProjectSchema = z.strictObject({ name: nameSchema }).openapi('NewProject');

export const projectSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    isDefault: z.boolean().describe('Where agents go that name no project. It stays for good.'),
    role: roleSchema.describe('What you may do in it.'),
    agents: z.int().nonnegative(),
    connections: z.int().nonnegative(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Project');
export type Project = z.infer<typeof projectSchema>;

export const projectChangeSchema = takeBack(
  projectSchema,
  z.strictObject({ name: nameSchema.optional() }),
).openapi('ProjectChange');

export const projectMemberSchema = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: projectRoleSchema,
    mayDo: roleSchema.describe('The lower of this role and the one the user has everywhere.'),
  })
  .openapi('ProjectMember');
export type ProjectMember = z.infer<typeof projectMemberSchema>;

export const memberRoleSchema = z.strictObject({ role: projectRoleSchema }).openapi('MemberRole');
