import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayConfig } from '@jackfield/gateway-config';
import type { TurnContext } from '../turn/run-turn.ts';
import { authenticateByHash, sentKeyHash, type Authenticated } from './authenticate.ts';
import { chatCompletions } from './chat-completions.ts';
import { HttpCaller } from './http-caller.ts';
import { HttpError } from './http-error.ts';
import { models } from './models.ts';
import type { Overload } from './overload.ts';
import type { RequestLimits } from './request-limits.ts';

const agentPath = /^\/v1\/agents\/([^/]+)\/chat\/completions$/;
const modelPath = /^\/v1\/models\/([^/]+)$/;

/** Every path of the gateway under `/v1`; `path` is the request's, without a query. */
export function route(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  currentConfig: () => GatewayConfig,
  context: TurnContext,
  overload: Overload,
  limits: RequestLimits,
): void {
  const { method = 'GET' } = request;
  if (path === '/v1/chat/completions') {
    if (!allowed(method, ['POST'], request, response)) return;
    const authenticated = byKey(request, context);
    chatCompletions(request, response, currentConfig, authenticated, context, overload, limits);
    return;
  }
  const named = agentPath.exec(path)?.[1];
  if (named !== undefined) {
    if (!allowed(method, ['POST'], request, response)) return;
    const authenticate = byKey(request, context);
    const choose = (config: GatewayConfig) => {
      const authenticated = authenticate(config);
      if (authenticated.agent.slug === named) return authenticated;
      throw new HttpError(404, 'agent_not_found', 'This key belongs to no agent of that name.');
    };
    chatCompletions(request, response, currentConfig, choose, context, overload, limits);
    return;
  }
  const model = modelPath.exec(path)?.[1];
  if (path === '/v1/models' || model !== undefined) {
    if (!allowed(method, ['GET', 'HEAD'], request, response)) return;
    request.resume();
    models(request, response, currentConfig(), model ?? null, context.clock.now());
    return;
  }
  refuse(
    request,
    response,
    new HttpError(
      404,
      'not_found',
      `There is nothing at this path. Turns go to POST /v1/chat/completions.`,
    ),
  );
}

/** Whose turn it is by each configuration that is asked about; the key is hashed once. */
function byKey(
  request: IncomingMessage,
  { clock }: TurnContext,
): (config: GatewayConfig) => Authenticated {
  let hash: string | null = null;
  return (config) => authenticateByHash((hash ??= sentKeyHash(request)), config, clock.now());
}

function allowed(
  method: string,
  methods: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (methods.includes(method)) return true;
  response.setHeader('allow', methods.join(', '));
  refuse(
    request,
    response,
    new HttpError(405, 'method_not_allowed', `Use ${methods.join(' or ')} here.`),
  );
  return false;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
  request.resume();
  new HttpCaller(response, `req_${randomUUID()}`).refuse(error);
}
