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
      continueUnasked,
      compressed,
      emptyBody,
      streamUnasked,
      notJson,
      errorWithGoodStatus,
      choicesMissing,
      messageMissing,
      emptyAnswer,
      blankLinesFirst,
      byteOrderMarkBeforeJson,
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
    const seen = [
      ...(isEmpty ? [emptyAnswer] : []),
      ...(beginsWithBlankLines(exchange.body) ? [blankLinesFirst] : []),
      ...(leadIn(exchange.body).includes('\uFEFF') ? [byteOrderMarkBeforeJson] : []),
    ];
    return {
      message: 'It answered.',
      findings: seen.map((deviation) => found(deviation, evidence)),
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
  if (exchange.interimStatuses.has(100)) return continueUnasked;
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

/** The registered content codings but `identity`: https://www.iana.org/assignments/http-parameters */
const codings = new Set([
  'aes128gcm',
  'br',
  'compress',
  'dcb',
  'dcz',
  'deflate',
  'exi',
  'gzip',
  'pack200-gzip',
  'x-compress',
  'x-gzip',
  'zstd',
]);

/** Whether a header says that the body is compressed; some servers write `none` or a charset there. */
export function isCompression(name: string, value: string): boolean {
  if (name.toLowerCase() !== 'content-encoding') return false;
  return value.split(',').some((coding) => codings.has(coding.trim().toLowerCase()));
}

/** Whether lines without a word stand before an answer. */
export function beginsWithBlankLines(body: Buffer): boolean {
  return /[\r\n]/.test(leadIn(body));
}

/** The white space and byte order marks that a body begins with. */
function leadIn(body: Buffer): string {
  return /^[\uFEFF\s]*/.exec(body.toString('utf8'))?.[0] ?? '';
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
export const continueUnasked: Deviation = {
  id: 'continue-unasked',
  grade: 'breaks',
  message: 'It sends `100 Continue` before its answer although the request didn’t ask for it.',
  consequence:
    'Clients built on undici (Node’s `fetch`, and with it OpenAI’s SDK and Vercel’s) take it for a bad answer and close the connection: every turn of theirs fails. This gateway reads on.',
  fix: 'Send `100 Continue` only to a request that carries `expect: 100-continue` (RFC 9110, section 10.1.1), or switch it off in the server or the proxy before it.',
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
export const blankLinesFirst: Deviation = {
  id: 'blank-lines-first',
  grade: 'deviates',
  message: 'It writes blank lines before its answer.',
  consequence:
    'OpenAI’s SDK and this gateway pass over them; programs that tell JSON from a stream by its first bytes may not. Written while the model works, they also promise status 200 before anybody knows whether there will be an answer.',
  fix: 'Write nothing before the answer. Keep a stream alive with comments (`: ping` and a blank line), and a whole answer with longer timeouts in the proxies.',
};
const byteOrderMarkBeforeJson: Deviation = {
  id: 'byte-order-mark-before-json',
  grade: 'deviates',
  message: 'Its JSON begins with a byte order mark, which RFC 8259 (section 8.1) forbids.',
  consequence:
    'OpenAI’s SDK and this gateway pass over it; stricter parsers (Go’s, JavaScript’s `JSON.parse`) refuse the whole answer.',
  fix: 'Write UTF-8 without a byte order mark (in .NET: `new UTF8Encoding(false)`).',
};
