import { needAgent } from '../../domain/agents/need-agent.ts';
import { slugTaken } from '../../domain/agents/slug-taken.ts';
import { toAgent } from '../../domain/agents/to-agent.ts';
import { changedFields } from '../../domain/changed-fields.ts';
import { connectionIdsOf, parseSetting } from '../../domain/model-settings/stored-setting.ts';
import { projectFor } from '../../domain/projects/project-for.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { agentChangeSchema, agentSchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';
import type { AgentRow, Database } from '../../store/tables.ts';

const route = createRoute({
  method: 'patch',
  path: '/agents/{id}',
  needs: 'editor',
  tags: ['Agents'],
  summary: "Change an agent's name, slug, instructions or project",
  description:
    'What is left out stays, and what `GET` answered may be sent back as it is. Callers who name the agent by its slug need the new one. It can move to a project that you may change too, if that one has the connections of its setting.',
  request: { params: idParam, body: jsonBodyOf(agentChangeSchema) },
  responses: {
    200: json(agentSchema, 'The agent as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeAgent(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { name, slug, instructions, projectId } = c.req.valid('json');
    const actor = c.get('actor');
    const agent = await services.changes.make(actor.name, async (change) => {
      const before = await needAgent(change.db, id);
      if (slug !== undefined && slug !== before.slug) {
        if (await agentTable.slugTaken(change.db, slug)) throw slugTaken(slug);
      }
      if (projectId !== undefined && projectId !== before.projectId) {
        await projectFor(change.db, actor, projectId);
        await needConnectionsIn(change.db, before, projectId);
      }
      const after = {
        projectId: projectId ?? before.projectId,
        name: name ?? before.name,
        slug: slug ?? before.slug,
        instructions: instructions === undefined ? before.instructions : instructions,
      };
      const fields = changedFields(before, after);
      if (fields.length === 0) return before;
      await agentTable.update(change.db, id, { ...after, updatedAt: change.now });
      await change.audit({
        action: 'agent.changed',
        target: { kind: 'agent', id, name: after.name },
        details: { fields, name: after.name, slug: after.slug },
        projectId: after.projectId,
      });
      change.touched.agents.add(id);
      return { ...before, ...after, updatedAt: change.now };
    });
    return c.json(toAgent(agent, services), 200);
  });
}

/** @throws ProblemError 409 when its setting names a connection that the other project hasn't. */
async function needConnectionsIn(db: Database, agent: AgentRow, projectId: string): Promise<void> {
  const row = await modelSettingTable.revision(db, agent.id, agent.revision);
  if (row === undefined) return;
  for (const id of connectionIdsOf(parseSetting(row.setting))) {
    const connection = await connectionTable.byId(db, id);
    if (connection === undefined || connection.shared === 1) continue;
    if (connection.projectId === projectId) continue;
    const message = `Its setting uses the connection ${connection.name}, which isn't in that project. Choose another model first, or have an admin share the connection.`;
    throw refuseField('projectId', 'connection_elsewhere', message, 409);
  }
}
