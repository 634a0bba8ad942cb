import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AgentConfig, GatewayConfig } from '@jackfield/gateway-config';
import { authenticate } from './authenticate.ts';
import { HttpCaller } from './http-caller.ts';
import { HttpError } from './http-error.ts';

/** `GET /v1/models` and `/v1/models/{id}`: the names this key may call, which are its agent's. */
export function models(
  request: IncomingMessage,
  response: ServerResponse,
  config: GatewayConfig,
  id: string | null,
  now: number,
): void {
  const caller = new HttpCaller(response, `req_${randomUUID()}`);
  try {
    const { agent } = authenticate(request, config, now);
    caller.describe(agent);
    const entries = namesOf(agent);
    if (id === null) {
      caller.sendJson(200, { object: 'list', data: entries });
      return;
    }
    const entry = entries.find((candidate) => candidate.id === id);
    if (!entry) {
      throw new HttpError(404, 'model_not_found', 'This key has no model of that name.', 'model');
    }
    caller.sendJson(200, entry);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    caller.refuse(error);
  }
}

function namesOf(
  agent: AgentConfig,
): { id: string; object: string; created: number; owned_by: string }[] {
  return [agent.slug, 'default'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'jackfield',
  }));
}
