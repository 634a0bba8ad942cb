import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChunkChoice,
  CompletionChoice,
} from '@jackfield/chat-completions';

/** The chunk with its choices repaired; `null`, and nothing copied, where each stayed what it was. */
export function eachChunkChoice(
  chunk: ChatCompletionChunk,
  repair: (choice: ChunkChoice, position: number) => ChunkChoice,
): [ChatCompletionChunk] | null {
  const choices = eachOf(chunk.choices, repair);
  return choices === chunk.choices ? null : [{ ...chunk, choices }];
}

/** The completion with its choices repaired; itself where each stayed what it was. */
export function eachWholeChoice(
  completion: ChatCompletion,
  repair: (choice: CompletionChoice, position: number) => CompletionChoice,
): ChatCompletion {
  const choices = eachOf(completion.choices, repair);
  return choices === completion.choices ? completion : { ...completion, choices };
}

function eachOf<Item>(items: Item[], repair: (item: Item, position: number) => Item): Item[] {
  let repaired = items;
  // By hand: it runs for every token, and copies nothing while nothing is to be mended.
  for (let position = 0; position < items.length; position += 1) {
    // Holds: the position is within the list.
    const item = items[position] as Item;
    const better = repair(item, position);
    if (better === item) continue;
    if (repaired === items) repaired = [...items];
    repaired[position] = better;
  }
  return repaired;
}
