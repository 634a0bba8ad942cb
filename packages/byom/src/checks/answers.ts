import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import type { AnsweredExchange } from '../endpoint/exchange.ts';
import { answerForm } from '../read/answer-form.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { errorWords } from '../read/error-shape.ts';

/** The documented request is answered with a chat completion. */
export const answers: Check = {
  id: 'answers',
  promise: 'It answers the documented request with a chat completion.',
  clause:
    'OpenAI API reference, Create chat completion: `choices[0].message.content` holds the answer. https://platform.openai.com/docs/api-reference/chat/create',
  required: true,
  phase: 'first',
  needs: ['reachable'],
  limitMs: 15_000,
  get deviations() {
    return [
      credentialRefused,
      modelNotFound,
      rateLimited,
      serverError,
      requestRefused,
      tooLarge,
      cutAnswer,
      compressed,
      emptyBody,
      streamUnasked,
      notJson,
      errorWithGoodStatus,
      choicesMissing,
      messageMissing,
      emptyAnswer,
    ];
  },
  async run(context) {
    const exchange = await context.documentedTurn();
    if (exchange.kind === 'failed') return { message: exchange.message, findings: [] };
    const deviation = deviationOf(exchange);
    const evidence = context.evidence(exchange);
    if (deviation !== null) {
      const words = context.said(errorWords(exchange));
      const detail = [
        exchange.status < 200 || exchange.status > 299 ? `Status ${exchange.status}.` : '',
        words === '' ? '' : `It says: “${words}”`,
      ];
      return {
        message: deviation.message,
        findings: [found(deviation, evidence, detail.filter(Boolean).join(' '))],
      };
    }
    const { content, message } = readCompletion(exchange);
    const given = message?.['content'] ?? '';
    // Content of another kind says something; what is wrong with it is `completion-schema`'s to say.
    const isEmpty = content === '' && (typeof given === 'string' || Array.isArray(given));
    return {
      message: 'It answered.',
      findings: isEmpty ? [found(emptyAnswer, evidence)] : [],
      evidence,
      answer: context.words(content).slice(0, 500),
    };
  },
};

function deviationOf(exchange: AnsweredExchange): Deviation | null {
  const { status, body, end } = exchange;
  if (status === 401 || status === 403) return credentialRefused;
  if (status === 404 || status === 405) return modelNotFound;
  if (status === 429) return rateLimited;
  if (status >= 500) return serverError;
  if (status < 200 || status > 299) return requestRefused;
  if (end === 'too_large') return tooLarge;
  if (end !== 'complete') return cutAnswer;
  if (exchange.headers.some(([name, value]) => isCompression(name, value))) return compressed;
  switch (answerForm(body)) {
    case 'empty':
      return emptyBody;
    case 'events':
      return streamUnasked;
    case 'html':
    case 'json-lines':
    case 'other':
      return notJson;
    case 'json':
      break;
  }
  const { json, choices, message } = readCompletion(exchange);
  if (json?.['error'] || json?.['object'] === 'error') return errorWithGoodStatus;
  if (choices.length === 0) return choicesMissing;
  return message === null ? messageMissing : null;
}

/** Whether a header says that the body is compressed. */
export function isCompression(name: string, value: string): boolean {
  return name.toLowerCase() === 'content-encoding' && value.toLowerCase() !== 'identity';
}

const failing = 'Every turn fails, and the caller hears the fallback or nothing.';

const credentialRefused: Deviation = {
  id: 'credential-refused',
  grade: 'breaks',
  message: 'It refuses the credential.',
  consequence: failing,
  fix: 'Give the right credential, and the header it is read from: `x-api-key: KEY` or `Authorization: Bearer TOKEN`.',
};
const modelNotFound: Deviation = {
  id: 'model-not-found',
  grade: 'breaks',
  message: 'It doesn’t know the model ID.',
  consequence: failing,
  fix: 'Give the model ID exactly as the server lists it at `GET …/models`.',
};
const rateLimited: Deviation = {
  id: 'rate-limited',
  grade: 'breaks',
  message: 'It refuses the very first turn because of a rate limit.',
  consequence: 'A busy hour has many turns a second; each one over the limit fails.',
  fix: 'Raise the limit for this credential, then check again.',
};
const serverError: Deviation = {
  id: 'server-error',
  grade: 'breaks',
  message: 'It fails on the documented request.',
  consequence: failing,
  fix: 'See the server’s log for this request; it must answer `model`, `messages`, `temperature`, `top_p` and `stream`.',
};
const requestRefused: Deviation = {
  id: 'documented-request-refused',
  grade: 'breaks',
  message: 'It refuses the documented request.',
  consequence: failing,
  fix: 'Take `model`, `messages`, `temperature`, `top_p` and `stream` in a JSON body.',
};
const tooLarge: Deviation = {
  id: 'endless-answer',
  grade: 'breaks',
  message: 'Its answer to a short question is larger than 4 MB.',
  consequence: 'The turn is broken off; until then the caller hears nothing.',
  fix: 'Answer with one chat completion and end it.',
};
const cutAnswer: Deviation = {
  id: 'cut-answer',
  grade: 'breaks',
  message: 'Its answer stopped before it was complete.',
  consequence: 'The turn fails, after the caller has waited for it.',
  fix: 'Write the whole body, with a right `content-length` or in chunks, before the connection is closed, and within ten seconds.',
};
export const compressed: Deviation = {
  id: 'compressed-unasked',
  grade: 'breaks',
  message: 'It compresses its answer although it was asked not to (`accept-encoding: identity`).',
  consequence:
    'Turns are handed on as they come, so a compressed one is refused; compression also holds streams back.',
  fix: 'Switch compression off for this path in the server or the proxy before it.',
};
const emptyBody: Deviation = {
  id: 'empty-body',
  grade: 'breaks',
  message: 'It answers with status 200 and an empty body.',
  consequence: failing,
  fix: 'Answer with a chat completion as JSON.',
};
const streamUnasked: Deviation = {
  id: 'stream-unasked',
  grade: 'breaks',
  message: 'It streams although `stream` was false.',
  consequence: 'Clients that want one JSON answer can’t read it.',
  fix: 'Answer with one JSON object unless `stream` is true.',
};
const notJson: Deviation = {
  id: 'not-json',
  grade: 'breaks',
  message: 'It answers with something that is not JSON.',
  consequence: failing,
  fix: 'Answer with a chat completion as JSON.',
};
const errorWithGoodStatus: Deviation = {
  id: 'error-with-status-200',
  grade: 'breaks',
  message: 'It answers an error with status 200.',
  consequence:
    'OpenAI’s SDK takes it for an answer without words: the caller hears silence, and nobody is told.',
  fix: 'Answer errors with a status of 400 or more, and fix what this one says.',
};
const choicesMissing: Deviation = {
  id: 'choices-missing',
  grade: 'breaks',
  message: 'Its answer has no `choices`.',
  consequence: 'Clients fail on `choices[0]`, or read no answer.',
  fix: 'Put the answer into `choices: [{index: 0, message: {role: "assistant", content}, finish_reason}]`.',
};
const messageMissing: Deviation = {
  id: 'message-missing',
  grade: 'breaks',
  message: 'Its choice has no `message`.',
  consequence: 'Clients fail on `choices[0].message.content`, or read no answer.',
  fix: 'Put the answer into `choices[0].message: {role: "assistant", content}`; `text` belongs to the older completions, `delta` to streams.',
};
const emptyAnswer: Deviation = {
  id: 'empty-answer',
  grade: 'breaks',
  message: 'It answers, and says nothing: `content` is empty.',
  consequence: 'The caller hears silence.',
  fix: 'Put the words into `choices[0].message.content`; a model that only thinks within its limit of tokens needs a larger one.',
};
