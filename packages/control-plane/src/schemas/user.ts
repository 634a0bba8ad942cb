import { z } from '@hono/zod-openapi';
import { nameSchema } from './name.ts';
import { newPasswordSchema } from './password.ts';
import { projectRoleSchema, roleSchema } from './role.ts';
import { takeBack } from './take-back.ts';

/** People sign in with either, so a name must never look like somebody else's address. */
const userName = nameSchema.refine(
  (name) => !name.includes('@'),
  'Leave out "@": an e-mail address goes into the field email.',
);

const email = nameSchema.pipe(z.email('Write an e-mail address, such as ada@example.com.'));

const membership = z.object({ id: z.string(), name: z.string(), role: projectRoleSchema });

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: roleSchema,
    state: z
      .enum(['invited', 'active', 'disabled'])
      .describe('invited: has neither set a password nor signed in yet.'),
    singleSignOn: z.boolean().describe('Whether it is linked with the single sign-on.'),
    projects: z
      .array(membership)
      .describe("What an admin may do doesn't depend on them. For others the lower role counts."),
    createdAt: z.iso.datetime(),
    signedInAt: z.iso.datetime().nullable(),
  })
  .openapi('User');
export type User = z.infer<typeof userSchema>;

export const newUserSchema = z
  .strictObject({
    name: userName,
    email: email.nullable().optional(),
    role: roleSchema,
    projects: z
      .array(z.strictObject({ id: z.string().max(100), role: projectRoleSchema }))
      .max(1_000)
      .optional()
      .describe('Left out, the user joins the project Default.'),
  })
  .openapi('NewUser');
export type NewUser = z.infer<typeof newUserSchema>;

/** The only answer that ever holds the link. */
export const createdUserSchema = userSchema
  .extend({ invitationLink: z.url(), linkExpiresAt: z.iso.datetime() })
  .openapi('CreatedUser');
export type CreatedUser = z.infer<typeof createdUserSchema>;

export const userChangeSchema = takeBack(
  userSchema,
  z.strictObject({
    name: userName.optional(),
    email: email.nullable().optional(),
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
  }),
).openapi('UserChange');

export const passwordLinkSchema = z
  .object({ link: z.url(), expiresAt: z.iso.datetime() })
  .openapi('PasswordLink');
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

export const meSchema = z
  .object({
    id: z.string().nullable().describe('null for the bootstrap admin token, which is nobody’s.'),
    name: z.string(),
    email: z.string().nullable(),
    role: roleSchema.describe('What this session or token may do at most.'),
    hasPassword: z.boolean(),
    singleSignOn: z.boolean(),
    projects: z.array(z.object({ id: z.string(), name: z.string(), role: roleSchema })),
  })
  .openapi('Me');
export type Me = z.infer<typeof meSchema>;

export const meChangeSchema = takeBack(
  meSchema,
  z.strictObject({ name: userName.optional() }),
).openapi('MeChange');

export const passwordChangeSchema = z
  .strictObject({
    currentPassword: z.string().max(1_000).optional(),
    newPassword: newPasswordSchema,
  })
  .openapi('PasswordChange');

/** `token` is the part of the one-time link after `#token=`. */
export const setPasswordSchema = z
  .strictObject({ token: z.string().max(200), password: newPasswordSchema })
  .openapi('SetPassword');

export const ownSessionSchema = z
  .object({
    id: z.string(),
    current: z.boolean().describe('Whether it is the one that this request came with.'),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime(),
  })
  .openapi('OwnSession');
export type OwnSession = z.infer<typeof ownSessionSchema>;
