import { ask, type Asked } from './ask.ts';
import type { CheckContext } from './check-context.ts';

type Fields = Parameters<CheckContext['turn']>[0];
type Refused = Extract<Asked, { kind: 'refused' }>;

export interface Narrowed<Name extends string> {
  readonly refused: readonly (readonly [name: Name, refusal: Refused])[];
  /** Why nothing is known; `null` where it is. */
  readonly unknown: string | null;
}

/**
 * Which of several things an endpoint refuses: one turn asks for all of them, and only where that is
 * refused does each get a turn of its own. A good endpoint costs one turn.
 */
export async function narrow<Name extends string>(
  context: CheckContext,
  all: Fields,
  each: readonly (readonly [name: Name, fields: Fields])[],
): Promise<Narrowed<Name>> {
  const together = await ask(context, all);
  if (together.kind === 'answered') return { refused: [], unknown: null };
  if (together.kind === 'unknown') return { refused: [], unknown: together.message };
  const refused: [Name, Refused][] = [];
  for (const [name, fields] of each) {
    const asked = await ask(context, fields);
    if (asked.kind === 'refused') refused.push([name, asked]);
  }
  const unknown =
    refused.length === 0
      ? `Each is taken alone, and all of them together are not. ${together.detail}`
      : null;
  return { refused, unknown };
}
