import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { carryTurn, noAnswerYet, type Answer, type ChatTurn } from '../../../api/carry-turn.ts';

export interface Exchange {
  readonly question: string;
  readonly answer: Answer;
  /** `stopped` is the person's doing, not a fault. */
  readonly state: 'answering' | 'done' | 'stopped';
}

export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly busy: boolean;
  readonly send: (question: string) => void;
  readonly retry: (index: number) => void;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** Keeps one conversation; a turn still running is closed when the page is left. */
export function useConversation(agentId: string): Conversation {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const running = useRef<AbortController | null>(null);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), [agentId]);

  const ask = (before: readonly Exchange[], question: string): void => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const tell = (part: Partial<Exchange>): void => {
      if (running.current !== abort) return;
      setExchanges((all) => {
        const last = all.at(-1);
        return last ? all.with(-1, { ...last, ...part }) : all;
      });
    };
    setExchanges([...before, { question, answer: noAnswerYet, state: 'answering' }]);
    void carryTurn(agentId, toMessages(before, question), abort.signal, (answer) =>
      tell({ answer }),
    ).then(() => {
      tell({ state: abort.signal.aborted ? 'stopped' : 'done' });
      // The board and the model page show what this turn measured.
      void client.invalidateQueries({ queryKey: ['usage'] });
    });
  };

  return {
    exchanges,
    busy: exchanges.at(-1)?.state === 'answering',
    send: (question) => ask(exchanges, question),
    retry: (index) => {
      const again = exchanges[index];
      if (again) ask(exchanges.slice(0, index), again.question);
    },
    stop: () => running.current?.abort(),
    clear: () => {
      running.current?.abort();
      running.current = null;
      setExchanges([]);
    },
  };
}

/** What was said so far; an exchange without an answer is left out, or the model would answer it too. */
function toMessages(exchanges: readonly Exchange[], question: string): ChatTurn[] {
  const said = exchanges
    .filter((exchange) => exchange.answer.text !== '')
    .flatMap((exchange): ChatTurn[] => [
      { role: 'user', content: exchange.question },
      { role: 'assistant', content: exchange.answer.text },
    ]);
  return [...said, { role: 'user', content: question }];
}
