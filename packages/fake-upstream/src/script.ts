import type { Asked } from './asked.ts';
import type { Pace } from './pace.ts';
import type { Reply } from './reply.ts';
import type { SeenRequest } from './seen-request.ts';
import type { ErrorAnswer } from './vendor.ts';

/**
 * A test's own word on a request that was well-formed and had the right credentials; undefined leaves it to
 * the fake.
 */
export type Script = (
  asked: Asked,
  seen: SeenRequest,
) => Scripted | undefined | Promise<Scripted | undefined>;

export interface Scripted {
  /** As in a message: `429 retry-after=2`. */
  fault?: string;
  /** Replaces parts of the reply; `text` is in pieces, one for each token. */
  reply?: Partial<Reply>;
  pace?: Pace;
  /** An answer of the test's own making. */
  raw?: ErrorAnswer;
}
