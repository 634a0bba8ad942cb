import { z } from '@hono/zod-openapi';
import { idParam } from './id-param.ts';

export const testSetParam = idParam.extend({ testSetId: z.string().max(100) });
export const testCaseParam = testSetParam.extend({ caseId: z.string().max(100) });
export const bakeOffParam = idParam.extend({ bakeOffId: z.string().max(100) });
