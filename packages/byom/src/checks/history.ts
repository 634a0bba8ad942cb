import type { ChatMessage } from '@jackfield/chat-completions';
import type { Check } from '../check/check.ts';
import { hello } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import { narrow } from '../check/narrow.ts';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });

/** Conversations are taken as they happen, not only as they are in a textbook. */
export const history: Check = {
  id: 'history',
  promise:
    'It takes the conversations that real calls make: a greeting first, silence, interruptions.',
  clause:
    'OpenAI API reference, `messages`: a list in which no order of roles is demanded. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [assistantFirstRefused, emptyTurnsRefused, repeatedRolesRefused];
  },
  async run(context) {
    const { refused, unknown } = await narrow(context, { messages: everything }, [
      ['assistant-first', { messages: assistantFirst }],
      ['empty-turns', { messages: emptyTurns }],
      ['repeated-roles', { messages: repeatedRoles }],
    ]);
    return {
      message: unknown ?? 'It takes all of them.',
      findings: refused.map(([name, { exchange, detail }]) =>
        found(deviations[name], context.evidence(exchange), detail),
      ),
      ...(unknown === null ? {} : { broken: true }),
    };
  },
};

const greeting = assistant('Good morning, how can I help you?');
const assistantFirst = [greeting, ...hello];
const emptyTurns = [
  user('Good morning.'),
  assistant(''),
  user(''),
  assistant('Are you there?'),
  ...hello,
];
const repeatedRoles = [user('Could you'), ...hello];
const everything = [
  ...assistantFirst,
  assistant(''),
  user(''),
  assistant('Are you there?'),
  ...repeatedRoles,
];

const assistantFirstRefused: Deviation = {
  id: 'assistant-first-refused',
  grade: 'breaks',
  message: 'It refuses a conversation that the assistant begins.',
  consequence: 'A voice agent greets first, so every turn of such a call fails.',
  fix: 'Take any order of roles; where the model’s template wants the user first, put an empty user turn before the greeting.',
};
const emptyTurnsRefused: Deviation = {
  id: 'empty-turns-refused',
  grade: 'breaks',
  message: 'It refuses conversations in which somebody said nothing.',
  consequence:
    'Silence is transcribed as an empty turn, and from then on every turn of the call fails.',
  fix: 'Take empty content, or leave such messages out before the model gets them.',
};
const repeatedRolesRefused: Deviation = {
  id: 'repeated-roles-refused',
  grade: 'breaks',
  message: 'It refuses two user turns in a row.',
  consequence:
    'A caller who interrupts before the answer begins makes two of them, and every later turn of the call fails.',
  fix: 'Take repeated roles; where the model’s template wants them to alternate, join the messages.',
};
const deviations = {
  'assistant-first': assistantFirstRefused,
  'empty-turns': emptyTurnsRefused,
  'repeated-roles': repeatedRolesRefused,
};
