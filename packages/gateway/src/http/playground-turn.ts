import {
  newRequestId,
  type AgentConfig,
  type PlaygroundCaller,
  type PlaygroundControl,
  type PlaygroundTurn,
} from '@jackfield/gateway-config';
import { runTurn, type TurnContext } from '../turn/run-turn.ts';
import { toTurnTrace } from '../turn/trace-context.ts';
import { checkModel, faultOf, modelNotChosen } from './chat-completions.ts';
import { HttpError } from './http-error.ts';
import { needBudget } from './need-budget.ts';
import type { Overload } from './overload.ts';
import { parseRequest } from './parse-request.ts';
import { PersonCaller } from './person-caller.ts';
import { TurnRefused } from './turn-refused.ts';

/** Carries a turn for a person, by any setting. It is recorded like every other. Never throws. */
export function playgroundTurn(
  { agentId, setting, body }: PlaygroundTurn,
  agents: ReadonlyMap<string, AgentConfig>,
  context: TurnContext,
  overload: Overload,
  person: PlaygroundCaller,
): PlaygroundControl {
  const requestId = newRequestId(context.clock.now());
  const caller = new PersonCaller(person, requestId, context.clock);
  let release = (): void => undefined;
  try {
    const agent = agents.get(agentId);
    if (agent === undefined) throw new HttpError(404, 'agent_not_found', 'This agent was deleted.');
    needBudget(agent, context.clock.now());
    release = overload.admit();
    const parsed = parseRequest(Buffer.from(body));
    checkModel(parsed.request.model, agent);
    const chosen = setting ?? agent.setting;
    if (chosen === null) throw modelNotChosen(agent);
    runTurn(
      {
        requestId,
        agent,
        keyId: null,
        setting: chosen,
        ...parsed,
        trace: toTurnTrace({}, context.tracing),
      },
      {
        ...context,
        onTurn(record) {
          release();
          context.onTurn(record);
          person.over(record);
        },
      },
      caller,
    );
  } catch (error) {
    release();
    if (error instanceof TurnRefused) overload.countRefused(error);
    caller.refuse(error instanceof HttpError ? error : faultOf(error, requestId, context));
  }
  return caller;
}
