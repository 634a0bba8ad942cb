import { z } from '@hono/zod-openapi';
import { nameSchema } from './name.ts';
import { roleSchema } from './role.ts';

export const scopes = ['read', 'agents:write', 'connections:write', 'admin'] as const;
export const scopeSchema = z.enum(scopes).openapi('Scope');
export type Scope = z.infer<typeof scopeSchema>;

export const newApiTokenSchema = z
  .strictObject({
    name: nameSchema,
    role: roleSchema
      .optional()
      .describe('Not above your own, which is what it is when left out; it never outgrows yours.'),
    scopes: z
      .array(scopeSchema)
      .min(1, 'Choose at least one scope.')
      .max(scopes.length)
      .optional()
      .describe('Left out: everything its role may do.'),
    expiresInDays: z
      .union([z.literal(30), z.literal(90), z.literal(365), z.null()], 'Use 30, 90, 365 or null.')
      .describe('null for a token that does not end, which only admins may make.'),
  })
  .openapi('NewApiToken');

export const apiTokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('The last four characters.'),
    role: roleSchema,
    scopes: z.array(scopeSchema),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedOn: z.iso.date().nullable().describe('The day; written a little later.'),
  })
  .openapi('ApiToken');
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** The only answer that ever holds the token. */
export const createdApiTokenSchema = apiTokenSchema
  .extend({ token: z.string() })
  .openapi('CreatedApiToken');
export type CreatedApiToken = z.infer<typeof createdApiTokenSchema>;
