import type { IncomingMessage, ServerResponse } from 'node:http';
import { newRequestId, type AgentConfig, type GatewayConfig } from '@jackfield/gateway-config';
import { runTurn, type TurnContext } from '../turn/run-turn.ts';
import { toTurnTrace } from '../turn/trace-context.ts';
import type { Authenticated } from './authenticate.ts';
import { HttpCaller } from './http-caller.ts';
import { HttpError } from './http-error.ts';
import { needBudget } from './need-budget.ts';
import type { Overload } from './overload.ts';
import { parseRequest } from './parse-request.ts';
import { readBody } from './read-body.ts';
import type { RequestLimits } from './request-limits.ts';
import { TurnRefused } from './turn-refused.ts';

/**
 * Carries one chat completion. `authenticated` says whose it is, judged by the configuration that was
 * current when the request's head arrived; the turn's own begins once its body has been read.
 */
export function chatCompletions(
  request: IncomingMessage,
  response: ServerResponse,
  currentConfig: () => GatewayConfig,
  authenticated: (config: GatewayConfig) => Authenticated,
  context: TurnContext,
  overload: Overload,
  limits: RequestLimits,
): void {
  const now = context.clock.now();
  const requestId = newRequestId(now);
  const caller = new HttpCaller(response, requestId, context.clock);
  const refuseOr = (step: () => void): boolean => {
    try {
      step();
      return true;
    } catch (error) {
      if (error instanceof TurnRefused) overload.countRefused(error);
      caller.refuse(error instanceof HttpError ? error : faultOf(error, requestId, context));
      return false;
    }
  };
  const carry = (): void =>
    readBody(request, (error, body) => {
      refuseOr(() => {
        if (error) throw error;
        const { agent, key } = authenticated(currentConfig());
        const parsed = parseRequest(body);
        checkModel(parsed.request.model, agent);
        if (agent.setting === null) throw modelNotChosen(agent);
        runTurn(
          {
            requestId,
            agent,
            keyId: key?.id ?? null,
            setting: agent.setting,
            ...parsed,
            trace: toTurnTrace(request.headers, context.tracing),
          },
          context,
          caller,
        );
      });
    });
  // A wrong key, a spent budget or one turn too many is refused before its body is read.
  const admit = (refused: TurnRefused | null): void => {
    // Somebody else was asked for room meanwhile.
    if (response.closed) return;
    const admitted = refuseOr(() => {
      if (refused !== null) throw refused;
      response.on('close', overload.admit());
    });
    if (admitted) carry();
    else request.resume();
  };
  const isKnown = refuseOr(() => {
    const { agent, key } = authenticated(currentConfig());
    caller.describe(agent);
    needBudget(agent, now);
    if (key === null) admit(null);
    else limits.admit(key, now, admit);
  });
  if (!isKnown) request.resume();
}

/** One turn's fault ends that turn: thrown on, it would end every turn of this process. */
export function faultOf(error: unknown, requestId: string, context: TurnContext): HttpError {
  context.onFault(requestId, error);
  return new HttpError(
    500,
    'internal_error',
    'Something went wrong inside Jackfield. If it stays, look for this request’s x-request-id in the log.',
  );
}

export function modelNotChosen({ name }: AgentConfig): HttpError {
  return new HttpError(
    404,
    'model_not_chosen',
    `No model has been chosen for ${name} yet. Choose one in Jackfield under Agent Settings → Large Language Model.`,
  );
}

/** @throws HttpError 404 `model_not_found` */
export function checkModel(model: string | null | undefined, agent: AgentConfig): void {
  if (model === undefined || model === null || model === 'default' || model === agent.slug) return;
  throw new HttpError(
    404,
    'model_not_found',
    `The model is chosen in Jackfield, so "model" may be left out, "default" or "${agent.slug}".`,
    'model',
  );
}
