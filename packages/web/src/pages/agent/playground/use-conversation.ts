import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { carryTurn, noAnswerYet, type Answer, type ChatTurn } from '../../../api/carry-turn.ts';

export interface Exchange {
  readonly id: number;
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

/** Keeps one conversation, of one agent; a turn still running is closed when the page is left. */
export function useConversation(agentId: string): Conversation {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const running = useRef<AbortController | null>(null);
  const lastId = useRef(0);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);

  const ask = (before: readonly Exchange[], question: string): void => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const tell = (part: Partial<Exchange>): void => {
      if (running.current !== abort) return;
      setExchanges((all) => {
        const last = all.at(-1);
        return last ? [...all.slice(0, -1), { ...last, ...part }] : all;
      });
    };
    lastId.current += 1;
    const asked = {
      id: lastId.current,
      question,
      answer: noAnswerYet,
      state: 'answering' as const,
    };
    setExchanges([...before, asked]);
    const carry = async (): Promise<void> => {
      await carryTurn(agentId, toMessages(before, question), abort.signal, (answer) =>
        tell({ answer }),
      );
      tell({ state: abort.signal.aborted ? 'stopped' : 'done' });
      // The board and the model page show what this turn measured.
      await client.invalidateQueries({ queryKey: ['usage'] });
    };
    void carry();
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
