import type { NewPlaygroundTurns, PlaygroundEvents } from '@jackfield/control-plane/rest-types';
import {
  noAnswerYet,
  withBody,
  withHead,
  withRecord,
  type Answer,
  type Failure,
} from '../model/answer.ts';
import { brokenOff, toProblem, type ApiProblem } from './api-problem.ts';
import { readNamedEvents } from './read-events.ts';
import { requestEvents } from './request.ts';

/** Longer than the longest deadline that a setting may have, so that the gateway's own words come first. */
const deadlineMs = 3_660_000;

/**
 * Carries a request by each of the settings at once, and tells of every change; never throws. Every
 * answer ends up `over`, unless `signal` was aborted: that closes all of their upstreams.
 */
export async function carryPlaygroundTurns(
  agentId: string,
  turns: NewPlaygroundTurns,
  signal: AbortSignal,
  tell: (turn: number, answer: Answer) => void,
): Promise<void> {
  const answers = turns.settings.map(() => noAnswerYet);
  const learn = (turn: number, change: (answer: Answer) => Answer): void => {
    const answer = change(answers[turn] ?? noAnswerYet);
    answers[turn] = answer;
    tell(turn, answer);
  };
  const failRest = (failureOf: (turn: number) => Failure): void => {
    for (const [turn, { over }] of answers.entries()) {
      if (!over) learn(turn, (answer) => ({ ...answer, over: true, failure: failureOf(turn) }));
    }
  };
  try {
    const path = `/agents/${agentId}/playground-turns`;
    const body = await requestEvents(path, { body: turns, signal, deadlineMs });
    for await (const { name, data } of readNamedEvents(body)) {
      // The server sends what its own types say.
      const event = { name, data: JSON.parse(data) } as NamedEvent;
      switch (event.name) {
        case 'head':
          learn(event.data.turn, (answer) => withHead(answer, event.data));
          break;
        case 'body':
          learn(event.data.turn, (answer) => withBody(answer, event.data.text, event.data.atMs));
          break;
        case 'over':
          learn(event.data.turn, (answer) => withRecord(answer, event.data.record));
      }
    }
    if (!signal.aborted) throw brokenOff();
  } catch (error) {
    if (signal.aborted) return;
    const problem = toProblem(error);
    failRest((turn) => ({ code: problem.code, message: wordsFor(problem, turn) }));
  }
}

type NamedEvent = {
  [Name in keyof PlaygroundEvents]: { readonly name: Name; readonly data: PlaygroundEvents[Name] };
}[keyof PlaygroundEvents];

/** One setting that can't be used keeps all from being sent: the others say so. */
function wordsFor(problem: ApiProblem, turn: number): string {
  const fields = [...problem.fields].filter(([field]) => field.startsWith('settings['));
  const own = fields.filter(([field]) => field.startsWith(`settings[${turn}]`));
  if (own.length > 0) return own.map(([, message]) => message).join(' ');
  return fields.length > 0
    ? 'Nothing was sent, because another setting beside it can’t be used.'
    : problem.message;
}
