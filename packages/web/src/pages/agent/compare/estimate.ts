import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import type { ChatMessage } from '../../../model/chat-message.ts';
import { assumedTurn } from '../../../model/price-of-turns.ts';

/** English text of the vendors' tokenizers, by OpenAI's rule of thumb: https://platform.openai.com/tokenizer */
const charactersPerToken = 4;

export interface Estimate {
  /** US dollars for all turns whose model has a price. */
  readonly costUsd: number;
  /** Names of the models without one, or whose figures don’t hold for so long a prompt. */
  readonly unpriced: readonly string[];
}

/** What a comparison costs about, before it runs: the text's length, and answers as long as on the phone. */
export function estimate(
  messages: readonly ChatMessage[],
  instructions: string | null,
  models: readonly Model[],
  times: number,
  parameters: ModelSetting['parameters'],
): Estimate {
  const characters = messages.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
  const input = Math.ceil((characters + (instructions?.length ?? 0)) / charactersPerToken);
  const output = Math.min(assumedTurn.output, parameters.max_tokens ?? assumedTurn.output);
  let costUsd = 0;
  const unpriced: string[] = [];
  for (const { name, price } of models) {
    if (price === null || input > (price.promptTokensMax ?? Number.POSITIVE_INFINITY)) {
      unpriced.push(name);
      continue;
    }
    costUsd += (input * price.inputPerMillion + output * price.outputPerMillion) / 1_000_000;
  }
  return { costUsd: costUsd * times, unpriced };
}
