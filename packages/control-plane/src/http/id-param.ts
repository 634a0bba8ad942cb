import { z } from '@hono/zod-openapi';

export const idParam = z.object({ id: z.string().max(100) });
