import type { ChatMessage } from '@jackfield/chat-completions';
import { ask, type Asked } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { hello, type CheckContext } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';

const wordsWithoutContext = 8_000;
const charactersAToken = 4;
const shareOfContext = 0.9;
/** More would cost the owner more than it tells. */
const historyCharactersMax = 200_000;
const largeMessageBytes = 100_000;

const sentence =
  'The order has left our house this morning and it will be with you on the day that you asked for. ';
const wordsASentence = 21;

/** A call of an hour is taken like its first minute. */
export const longInput: Check = {
  id: 'long-input',
  promise: 'It takes long conversations, and one large message.',
  clause:
    'Jackfield: a request may be 2 MB; OpenAI’s error for a full context is `context_length_exceeded`. https://platform.openai.com/docs/guides/error-codes',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [longInputRefused, largeMessageRefused, bodyLimit];
  },
  async run(context) {
    const { contextTokens } = context.target;
    const characters =
      contextTokens === undefined
        ? (wordsWithoutContext / wordsASentence) * sentence.length
        : Math.min(historyCharactersMax, contextTokens * charactersAToken * shareOfContext);
    const long = await ask(context, { messages: conversation(characters) });
    const asked = `A conversation of ${Math.round(characters)} characters was sent.`;
    if (long.kind !== 'answered') return verdictOf(context, long, longInputRefused, asked);
    // White space costs a model few tokens, so that what is judged is the server and not its context.
    const padding = ' '.repeat(largeMessageBytes);
    const large = await ask(context, {
      messages: [{ role: 'user', content: `Say hello${padding}in one short sentence.` }],
    });
    if (large.kind !== 'answered') return verdictOf(context, large, largeMessageRefused, '');
    return { message: `It takes both. ${asked}`, findings: [] };
  },
};

function verdictOf(
  context: CheckContext,
  asked: Exclude<Asked, { kind: 'answered' }>,
  refused: Deviation,
  words: string,
): ReturnType<Check['run']> {
  if (asked.kind === 'unknown') {
    return Promise.resolve({ message: asked.message, findings: [], broken: true });
  }
  const { exchange, detail } = asked;
  const deviation = exchange.kind === 'answered' && exchange.status === 413 ? bodyLimit : refused;
  const finding = found(deviation, context.evidence(exchange), `${words} ${detail}`.trim());
  return Promise.resolve({ message: '', findings: [finding] });
}

/** Both sides in turn, a sentence or two each, and a short question at the end. */
function conversation(characters: number): ChatMessage[] {
  const turns = Math.max(1, Math.floor((characters - 100) / (2 * sentence.length)));
  const messages = Array.from({ length: turns }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: (sentence + sentence).trim(),
  }));
  if (messages.at(-1)?.role === 'user') messages.push({ role: 'assistant', content: 'Thank you.' });
  return [...messages, ...hello];
}

const longInputRefused: Deviation = {
  id: 'long-input-refused',
  grade: 'deviates',
  message: 'It refuses a long conversation.',
  consequence:
    'A call that goes on for long enough fails from some turn on, and for the rest of it.',
  fix: 'Give the model a larger context, or leave out the oldest turns; and say in the connection how many tokens it takes.',
};
const largeMessageRefused: Deviation = {
  id: 'large-message-refused',
  grade: 'deviates',
  message: 'It refuses one message of 100 kB.',
  consequence: 'Agents with long instructions or long documents can’t use this model.',
  fix: 'Take messages as long as the model’s context allows.',
};
const bodyLimit: Deviation = {
  id: 'body-limit',
  grade: 'deviates',
  message: 'It refuses requests for their size (status 413).',
  consequence:
    'Long calls, long instructions and images fail, however large the model’s context is.',
  fix: 'Raise the limit of the web framework and of each proxy before it to 2 MB or more.',
};
