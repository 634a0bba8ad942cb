import type { PlaygroundControl, PlaygroundTurn } from '@jackfield/gateway-config';
import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { checkSetting } from '../../domain/model-settings/check-setting.ts';
import { storedSetting } from '../../domain/model-settings/stored-setting.ts';
import { toTurn } from '../../domain/turns/to-turn.ts';
import { toTurnRow } from '../../domain/turns/to-turn-row.ts';
import { bodyProblems, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { eventStream } from '../../http/event-stream.ts';
import { idParam } from '../../http/id-param.ts';
import { newPlaygroundTurnsSchema, type PlaygroundEvents } from '../../schemas/playground-turn.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/playground-turns',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Carry a request by several settings side by side, none of which need be saved',
  description:
    'The request is carried by up to six settings at once, each the agent’s own or one that is judged like a save and never stored. These turns are recorded and billed like every turn; those of an unsaved setting with revision 0. The answer is one stream of events, each with one line of JSON that names its `turn`, the place in the list of settings: `head` (`status`, `headers`), then `body` (`text`, and `atMs`, when the gateway had it), and last `over` with the turn’s `record`: its times, tokens and cost. Leaving closes every upstream.',
  request: { params: idParam, body: jsonBodyOf(newPlaygroundTurnsSchema) },
  responses: {
    200: {
      description: 'What becomes of the turns, as it happens.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function carryPlaygroundTurns(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const agent = await needAgent(services.db, id);
    const { request, settings } = c.req.valid('json');
    const body = JSON.stringify(request);
    const turns: PlaygroundTurn[] = [];
    for (const [index, given] of settings.entries()) {
      const unsaved = given === null ? null : storedSetting(given);
      if (unsaved !== null) {
        await checkSetting(services, services.db, unsaved, agent.projectId, `settings[${index}].`);
      }
      const setting = unsaved === null ? null : services.publisher.unsavedSetting(unsaved);
      turns.push({ agentId: id, setting, body });
    }
    return answerTurns(turns, services);
  });
}

function answerTurns(turns: readonly PlaygroundTurn[], services: Services): Response {
  const controls: PlaygroundControl[] = [];
  const { options, turnLog, after } = services;
  return eventStream(
    async (sendAny) => {
      const send = <Name extends keyof PlaygroundEvents>(
        name: Name,
        data: PlaygroundEvents[Name],
      ): boolean => sendAny(name, data);
      const carry = (turn: PlaygroundTurn, index: number): Promise<void> =>
        new Promise((over) => {
          const control = options.playgroundTurn(turn, {
            head: (status, headers) => void send('head', { turn: index, status, headers }),
            body: (text, atMs) => send('body', { turn: index, atMs, text }),
            over(record) {
              const told =
                record &&
                toTurn(toTurnRow(record, turnLog.costOf(record)), record.captured !== null);
              send('over', { turn: index, record: told });
              over();
            },
          });
          controls.push(control);
        });
      await Promise.all(turns.map(carry));
    },
    () => {
      for (const control of controls) control.leave();
    },
    after,
    () => {
      for (const control of controls) control.drained();
    },
  );
}
