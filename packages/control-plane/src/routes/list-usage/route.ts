import { z } from '@hono/zod-openapi';
import { projectsOf } from '../../domain/access/actor.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { grainFor, readUsage } from '../../domain/turns/read-usage.ts';
import { grainMs } from '../../domain/turns/roll-up.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { usageDimensions, usageSchema } from '../../schemas/usage.ts';
import type { UsageDimension } from '../../schemas/usage.ts';
import type { Services } from '../../services.ts';

const periodMaxMs = 800 * grainMs.day;
const periodDefaultMs = 7 * grainMs.day;

const time = z.iso.datetime({ offset: true }).optional();

const route = createRoute({
  method: 'get',
  path: '/usage',
  needs: 'viewer',
  tags: ['Records'],
  summary: 'Turns, tokens, cost and latency of your projects’ agents over a period',
  description:
    'Without a period: the last 7 days. It is widened to whole minutes (up to 2 hours), hours (up to 3 days) or days (UTC), which `from` and `to` of the answer tell.',
  request: {
    query: z.object({
      agentId: z.string().max(100).optional(),
      model: z.string().max(500).optional().openapi({ description: 'Only this one, by its id.' }),
      projectId: z.string().max(100).optional(),
      from: time,
      to: time,
      by: z
        .string()
        .max(100)
        .optional()
        .openapi({
          description: `What to count by: one or more of ${usageDimensions.join(', ')}, with commas between; \`agent,model\` when left out. \`total\`, alone, gives one item for all.`,
        }),
    }),
  },
  responses: {
    200: json(
      z.object({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        items: z.array(usageSchema),
      }),
      'One item for each that had turns.',
    ),
    ...problems(401, 403, 422),
  },
});

export function listUsage(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const now = services.options.clock();
    const by = dimensions(query.by ?? 'agent,model');
    const asked = period(query.from, query.to, now);
    const grain = grainFor({ ...asked, by }, now);
    const unit = grainMs[grain];
    const from = Math.floor(asked.from / unit) * unit;
    const to = Math.ceil(asked.to / unit) * unit;
    await services.turnLog.flush();
    const { agentId, model, projectId } = query;
    const projectIds = within(projectsOf(c.get('actor')), projectId);
    const question = { from, to, by, projectIds, agentId, model };
    const items = await readUsage(services.db, question, grain);
    const [fromText, toText] = [from, to].map((at) => new Date(at).toISOString());
    return c.json({ from: fromText ?? '', to: toText ?? '', items }, 200);
  });
}

/** Of what one sees, what one asks for. */
function within(seen: readonly string[] | null, projectId: string | undefined) {
  if (projectId === undefined) return seen;
  return seen === null || seen.includes(projectId) ? [projectId] : [];
}

function dimensions(text: string): UsageDimension[] {
  const named = new Set(text.split(','));
  const known = usageDimensions.filter((dimension) => named.has(dimension));
  const areOne =
    !(named.has('hour') && named.has('day')) && !(named.has('total') && named.size > 1);
  if (known.length === named.size && areOne) return known;
  throw refuseField(
    'by',
    'by_invalid',
    `Name one or more of ${usageDimensions.join(', ')} with commas between, not both hour and day, and total alone.`,
  );
}

/** @throws ProblemError 422 */
function period(
  fromText: string | undefined,
  toText: string | undefined,
  now: number,
): { from: number; to: number } {
  const to = toText === undefined ? now + 1 : Date.parse(toText);
  const from = fromText === undefined ? to - periodDefaultMs : Date.parse(fromText);
  if (from >= to) throw refuseField('from', 'period_invalid', 'It must be before the end.');
  if (from >= 0 && to - from <= periodMaxMs) return { from, to };
  throw refuseField('from', 'period_too_long', 'Ask for at most 800 days, from 1970 on.');
}
