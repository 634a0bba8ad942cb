import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { NewModelSetting } from '@jackfield/control-plane/rest-types';
import { carryPlaygroundTurns } from '../../../api/playground-turns.ts';
import { noAnswerYet, type Answer } from '../../../model/answer.ts';
import { streamedRequest, type ChatMessage } from '../../../model/chat-message.ts';

export interface Comparison {
  /** Of the last run, in order; empty before there was one. */
  readonly models: readonly string[];
  /** The answers of each model, the first round's first. */
  readonly answers: readonly (readonly Answer[])[];
  /** How often each is asked. */
  readonly rounds: number;
  /** Whole rounds that are over. */
  readonly done: number;
  readonly state: 'idle' | 'running' | 'stopped' | 'done';
}

const none: Comparison = { models: [], answers: [], rounds: 0, done: 0, state: 'idle' };

/**
 * Asks several models the same, round after round: in a round all begin at once, and the next begins when
 * the slowest is over, so that each is measured beside as many others. Leaving the page stops it.
 */
export function useComparison(agentId: string): {
  readonly comparison: Comparison;
  readonly run: (
    messages: readonly ChatMessage[],
    settings: readonly NewModelSetting[],
    rounds: number,
  ) => void;
  readonly stop: () => void;
} {
  const [comparison, setComparison] = useState(none);
  const running = useRef<AbortController | null>(null);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);

  const carry = async (
    messages: readonly ChatMessage[],
    settings: readonly NewModelSetting[],
    rounds: number,
    abort: AbortController,
  ): Promise<void> => {
    const request = streamedRequest(messages);
    const tell = (change: (before: Comparison) => Comparison): void => {
      if (running.current === abort) setComparison(change);
    };
    for (let round = 0; round < rounds && !abort.signal.aborted; round += 1) {
      tell((before) => ({
        ...before,
        answers: settings.map((_, at) => [...(before.answers[at] ?? []), noAnswerYet]),
      }));
      const turns = { request, settings: [...settings] };
      await carryPlaygroundTurns(agentId, turns, abort.signal, (at, answer) =>
        tell((before) => ({
          ...before,
          answers: before.answers.map((of, model) => (model === at ? of.with(round, answer) : of)),
        })),
      );
      if (!abort.signal.aborted) tell((before) => ({ ...before, done: round + 1 }));
    }
    tell((before) => ({ ...before, state: abort.signal.aborted ? 'stopped' : 'done' }));
    await client.invalidateQueries({ queryKey: ['usage'] });
  };

  return {
    comparison,
    run(messages, settings, rounds) {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      const models = settings.map(({ model }) => model);
      setComparison({ ...none, models, rounds, state: 'running' });
      void carry(messages, settings, rounds, abort);
    },
    stop: () => running.current?.abort(),
  };
}
