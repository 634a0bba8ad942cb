import { isRecord } from '../../is-record.ts';
import { eachChunkChoice, eachWholeChoice } from './each-choice.ts';
import type { Repair } from './repair.ts';

/** `assistant` in the first delta of each choice that names no role (#29), and in a whole message. */
export function role(): Repair {
  const begun = new Set<number>();
  return {
    id: 'role',
    chunk: (chunk) =>
      eachChunkChoice(chunk, (choice) => {
        const { delta } = choice;
        const index = choice.index ?? 0;
        if (begun.has(index) || !isRecord(delta)) return choice;
        begun.add(index);
        return delta.role ? choice : { ...choice, delta: { ...delta, role: 'assistant' } };
      }),
    completion: (completion) =>
      eachWholeChoice(completion, (choice) =>
        choice.message.role
          ? choice
          : { ...choice, message: { ...choice.message, role: 'assistant' } },
      ),
  };
}
