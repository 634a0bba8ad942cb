import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { NewModelSetting, NewPlaygroundTurns } from '@jackfield/control-plane/rest-types';
import { carryPlaygroundTurns } from '../../../api/playground-turns.ts';
import { noAnswerYet, toMessage, type Answer } from '../../../model/answer.ts';
import { streamedRequest, type ChatMessage } from '../../../model/chat-message.ts';

export interface Exchange {
  readonly id: number;
  /** What was said this time: one message of the user, or the results of tools. */
  readonly asked: readonly ChatMessage[];
  /** All of it, as a caller would send it; `null` where it came with a link and was never sent. */
  readonly request: NewPlaygroundTurns['request'] | null;
  readonly answer: Answer;
  /** `stopped` is the person's doing, not a fault. */
  readonly state: 'answering' | 'done' | 'stopped';
}

/** What a turn is carried with. */
export interface CarriedWith {
  /** `null`: what is saved. */
  readonly setting: NewModelSetting | null;
  readonly tools: readonly unknown[];
}

export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly busy: boolean;
  /** Says something after the first `keep` exchanges; those after them are dropped. */
  readonly ask: (keep: number, asked: readonly ChatMessage[], by: CarriedWith) => void;
  readonly stop: () => void;
  readonly replace: (exchanges: readonly Exchange[]) => void;
}

/** Keeps one conversation, of one agent; a turn still running is closed when the page is left. */
export function useConversation(agentId: string): Conversation {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const running = useRef<AbortController | null>(null);
  const lastId = useRef(0);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);

  const ask: Conversation['ask'] = (keep, asked, { setting, tools }) => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const before = exchanges.slice(0, keep);
    const tell = (part: Partial<Exchange>): void => {
      if (running.current !== abort) return;
      setExchanges((all) => {
        const last = all.at(-1);
        return last ? [...all.slice(0, -1), { ...last, ...part }] : all;
      });
    };
    lastId.current += 1;
    const request = {
      ...streamedRequest([...toMessages(before), ...asked]),
      ...(tools.length > 0 ? { tools } : {}),
    };
    const exchange: Exchange = {
      id: lastId.current,
      asked,
      request,
      answer: noAnswerYet,
      state: 'answering',
    };
    setExchanges([...before, exchange]);
    const carry = async (): Promise<void> => {
      const turns = { request, settings: [setting] };
      await carryPlaygroundTurns(agentId, turns, abort.signal, (_turn, answer) => tell({ answer }));
      tell({ state: abort.signal.aborted ? 'stopped' : 'done' });
      // The board and the model page show what this turn measured.
      await client.invalidateQueries({ queryKey: ['usage'] });
    };
    void carry();
  };

  return {
    exchanges,
    busy: exchanges.at(-1)?.state === 'answering',
    ask,
    stop: () => running.current?.abort(),
    replace: (next) => {
      running.current?.abort();
      running.current = null;
      setExchanges(next);
    },
  };
}

/** What was said so far; a question without an answer is left out, or the model would answer it too. */
export function toMessages(exchanges: readonly Exchange[]): ChatMessage[] {
  return exchanges.flatMap(({ asked, answer }) => {
    const said = toMessage(answer);
    // A tool's results belong to the call before them, whatever came of them.
    const isResult = asked[0]?.role === 'tool';
    return said === null ? (isResult ? [...asked] : []) : [...asked, said];
  });
}

/** Messages that came with a link, as exchanges whose answers nobody measured. */
export function toExchanges(messages: readonly ChatMessage[]): Exchange[] {
  const exchanges: Exchange[] = [];
  let asked: ChatMessage[] = [];
  const end = (answer: Partial<Answer>): void => {
    exchanges.push({
      // Those that are asked here count from 1.
      id: -1 - exchanges.length,
      asked,
      request: null,
      answer: { ...noAnswerYet, over: true, ...answer },
      state: 'done',
    });
    asked = [];
  };
  for (const message of messages) {
    if (message.role === 'assistant') {
      end({ text: message.content ?? '', toolCalls: message.tool_calls ?? [] });
    } else asked.push(message);
  }
  if (asked.length > 0) end({});
  return exchanges;
}
