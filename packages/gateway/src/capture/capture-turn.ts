import { maskCredentials, type ChatMessage } from '@jackfield/chat-completions';
import type { CapturedMessage, CapturedTurn } from '@jackfield/gateway-config';
import { isRecord } from '../providers/is-record.ts';
import { callsText } from './answer-text.ts';
import { maskPersonalData } from './mask-personal-data.ts';

/** Characters of a turn that are kept. */
export const capturedMax = 65_536;
/** Of a text that was cut before it was masked, its end may be half of what should have been. */
const halfMax = 512;

/**
 * What a turn said, as it may be stored: without credentials and personal data, and at most 64 kB of
 * it, the answer and the newest messages first. Images, sounds and files are only named.
 */
export function captureTurn(
  messages: readonly ChatMessage[],
  answer: string,
  credentials: readonly string[],
): CapturedTurn {
  const withoutCredentials = maskCredentials(credentials);
  const keeper = new Keeper((text) => maskPersonalData(withoutCredentials(text)));
  const kept = keeper.keep(answer);
  const keptMessages: CapturedMessage[] = [];
  for (const message of messages.toReversed()) {
    if (keeper.cut || keeper.left === 0) {
      keeper.cut = true;
      break;
    }
    // A role is whatever the caller wrote.
    keptMessages.unshift({ role: keeper.keep(message.role), text: keeper.keep(textOf(message)) });
  }
  return { messages: keptMessages, answer: kept, cut: keeper.cut };
}

class Keeper {
  readonly #mask: (text: string) => string;
  left = capturedMax;
  cut = false;

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  keep(text: string): string {
    const looked = text.slice(0, 2 * this.left + halfMax);
    const masked = this.#mask(looked);
    const whole = looked.length === text.length ? masked : masked.slice(0, -halfMax);
    // No database keeps U+0000 in a text alike.
    const kept = whole.slice(0, this.left).replaceAll('\u0000', '').toWellFormed();
    if (whole.length > this.left || looked.length < text.length) this.cut = true;
    this.left -= kept.length;
    return kept;
  }
}

/** A caller may write what it likes: what isn't understood is left out. */
function textOf(message: ChatMessage): string {
  const { content, refusal } = message;
  const said = Array.isArray(content) ? content.flatMap(partText).join('\n') : content;
  const texts: unknown[] = [said, refusal, callsText(message)];
  return texts.filter((text) => typeof text === 'string' && text !== '').join('\n');
}

function partText(part: unknown): string | never[] {
  if (!isRecord(part)) return [];
  const { text, refusal, type } = part;
  if (typeof text === 'string') return text;
  if (typeof refusal === 'string') return refusal;
  return typeof type === 'string' ? `[${type}]` : [];
}
