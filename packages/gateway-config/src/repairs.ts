/**
 * What the gateway mends between a connection's endpoint and its caller: a closed list, in the order
 * in which people read it. The page shows `name` and `words`; ids are stored and never change.
 * Numbers (#29 …) in the files that do it are those of `docs/reference/repairs.md`.
 */
export const repairs = [
  {
    id: 'developer-as-system',
    name: 'Developer prompts',
    onByDefault: false,
    words:
      'Sends messages of the role “developer” as “system”, for an endpoint that knows only the older role.',
  },
  {
    id: 'refused-fields',
    name: 'Refused fields',
    onByDefault: true,
    words:
      'Leaves out request fields this endpoint is known to refuse, so that a caller who sends them still gets an answer.',
  },
  {
    id: 'role',
    name: 'Missing role',
    onByDefault: true,
    words:
      'Says that the assistant speaks where the endpoint doesn’t, for clients that stop without it.',
  },
  {
    id: 'finish-reason',
    name: 'Finish reasons',
    onByDefault: true,
    words:
      'Puts the endpoint’s own reasons for ending an answer into OpenAI’s words, so that callers know whether it was finished, cut short or asks for a tool.',
  },
  {
    id: 'missing-finish-reason',
    name: 'Missing finish reason',
    onByDefault: false,
    words:
      'Takes an answer that ends properly but gives no reason for a finished one; a crash that ends the same way then goes unnoticed.',
  },
  {
    id: 'tool-calls',
    name: 'Tool calls',
    onByDefault: true,
    words:
      'Numbers, names and completes tool calls, so that callers neither lose one nor take two for the same.',
  },
  {
    id: 'envelope',
    name: 'Answer’s frame',
    onByDefault: true,
    words:
      'Gives every part of an answer the same id, time and model, for clients that put it together by them.',
  },
  {
    id: 'usage',
    name: 'Token counts',
    onByDefault: true,
    words:
      'Moves token counts to the one place where OpenAI puts them, for callers that add them up.',
  },
] as const satisfies readonly Repair[];

interface Repair {
  readonly id: string;
  /** A few words: what it is about. */
  readonly name: string;
  readonly onByDefault: boolean;
  /** One sentence: what it does, and for whom. */
  readonly words: string;
}

export type RepairId = (typeof repairs)[number]['id'];

export const repairIds: readonly RepairId[] = repairs.map(({ id }) => id);

/** What somebody has switched; the rest stays as it is by default. */
export type RepairSwitches = Readonly<Partial<Record<RepairId, boolean>>>;
