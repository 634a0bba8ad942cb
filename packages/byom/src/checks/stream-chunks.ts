import type { Check } from '../check/check.ts';
import { found, type Deviation, type Finding } from '../check/finding.ts';
import type { ChunkReading, ReadChoice } from '../read/chunk-reading.ts';
import { fieldProblems } from '../read/field-problems.ts';
import { streamOf } from '../read/stream-of.ts';
import {
  beginsWithThoughts,
  contentAsParts,
  emptyFinishReason,
  envelopeKinds,
  fieldsOfAnotherKind,
  finishReasonDeviation,
  listed,
  objectWrong,
  quoted,
  thoughtsInContent,
  vendorFinishReason,
} from './completion-schema.ts';

/** Names under which servers stream thoughts, beside `reasoning_content`, which most clients read. */
const reasoningNames = ['reasoning', 'reasoning_text', 'thinking', 'thought', 'thoughts'];

/** A stream's chunks have the fields of OpenAI's schema, in its order. */
export const streamChunks: Check = {
  id: 'stream-chunks',
  promise: 'The chunks of its streams are those of OpenAI’s schema.',
  clause:
    'OpenAI OpenAPI, CreateChatCompletionStreamResponse: a choice has `index`, `delta` and `finish_reason`. https://platform.openai.com/docs/api-reference/chat-streaming',
  required: false,
  phase: 'together',
  needs: ['streaming'],
  limitMs: 15_000,
  get deviations() {
    return [
      emptyFirstChunk,
      choiceWithoutDelta,
      finishReasonKeyMissing,
      contentWithFinishReason,
      roleMissing,
      reasoningFieldName,
      chunkFieldsMissing,
      idsChange,
      contentAsParts,
      emptyFinishReason,
      fieldsOfAnotherKind,
      objectWrong,
      thoughtsInContent,
      vendorFinishReason,
    ];
  },
  async run(context) {
    const exchange = await context.streamedTurn();
    const stream = streamOf(exchange);
    if (stream === null) {
      const message = 'It streams nothing, so there is nothing to read.';
      return { message, findings: [], skipped: true };
    }
    const evidence = context.evidence(exchange);
    const findings = [...ofEnvelopes(stream.chunks), ...ofChoices(stream.chunks)].map(
      ([deviation, detail]): Finding => found(deviation, evidence, context.said(detail)),
    );
    return { message: `All ${stream.chunks.chunks.length} are.`, findings, evidence };
  },
};

type Seen = readonly [deviation: Deviation, detail: string];

function ofEnvelopes({ chunks, choices }: ChunkReading): Seen[] {
  const seen: Seen[] = [];
  const [first] = chunks;
  if (first !== undefined && isEmptyList(first.json['choices']) && !first.json['usage']) {
    seen.push([emptyFirstChunk, '']);
  }
  // A chunk without a choice, as Azure's first, carries no answer whose fields anybody reads.
  const answering = choices.map(({ chunk }) => chunk);
  const problems = [
    ...answering.map((chunk) => fieldProblems(chunk, envelopeKinds)),
    ...choices.map(({ choice }) => fieldProblems(choice, { index: 'integer' }, 'choices[].')),
  ];
  const missing = new Set(problems.flatMap((each) => each.missing));
  const wrong = new Set(problems.flatMap((each) => each.wrong));
  if (missing.size > 0) seen.push([chunkFieldsMissing, `${listed([...missing])}.`]);
  if (wrong.size > 0) seen.push([fieldsOfAnotherKind, `${[...wrong].join(', ')}.`]);
  const objects = answering.map(({ object }) => object).filter((one) => typeof one === 'string');
  const other = objects.find((object) => object !== 'chat.completion.chunk');
  if (other !== undefined) seen.push([objectWrong, quoted(other)]);
  const ids = new Set(answering.map(({ id }) => id).filter((id) => typeof id === 'string'));
  if (ids.size > 1) seen.push([idsChange, `There are ${ids.size}.`]);
  return seen;
}

function ofChoices({ choices, content }: ChunkReading): Seen[] {
  const has = (test: (one: ReadChoice) => boolean): boolean => choices.some(test);
  const reasons = choices.map(({ choice }) => choice['finish_reason']);
  const vendor = reasons.find((reason) => finishReasonDeviation(reason) === vendorFinishReason);
  const thinking = reasoningNames.find((name) =>
    has(({ delta }) => typeof delta?.[name] === 'string' && delta[name] !== ''),
  );
  const seen: [Deviation, boolean, string?][] = [
    [choiceWithoutDelta, has(({ delta }) => delta === null)],
    [emptyFinishReason, reasons.includes('')],
    [finishReasonKeyMissing, has(({ choice }) => !('finish_reason' in choice))],
    [vendorFinishReason, vendor !== undefined, quoted(vendor)],
    [contentWithFinishReason, has(isLastWithContent)],
    [roleMissing, !has(({ delta }) => Boolean(delta?.['role']))],
    [reasoningFieldName, thinking !== undefined, `It is \`${thinking}\`.`],
    [contentAsParts, has(({ delta }) => Array.isArray(delta?.['content']))],
    [thoughtsInContent, beginsWithThoughts(content)],
  ];
  return seen.filter(([, is]) => is).map(([deviation, , detail = '']) => [deviation, detail]);
}

function isLastWithContent({ choice, delta }: ReadChoice): boolean {
  return Boolean(choice['finish_reason']) && Boolean(delta?.['content']);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const understood = 'Every client that was tried reads it.';

const emptyFirstChunk: Deviation = {
  id: 'empty-first-chunk',
  grade: 'fine',
  message: 'The first chunk has no choice.',
  consequence: `${understood} Hand-written ones that read \`choices[0]\` without a look fail.`,
  fix: 'Begin with the chunk that holds the role; Azure’s content filter may be told to run asynchronously.',
};
const choiceWithoutDelta: Deviation = {
  id: 'choice-without-delta',
  grade: 'fine',
  message: 'Some choices have no `delta`.',
  consequence: `${understood} Hand-written ones that read \`choices[0].delta.content\` without a look fail.`,
  fix: 'Send `delta: {}` where there is nothing to say.',
};
const finishReasonKeyMissing: Deviation = {
  id: 'finish-reason-key-missing',
  grade: 'deviates',
  message: 'Its choices have no `finish_reason` until the last.',
  consequence: 'Most clients do without; those with strict types refuse the chunk.',
  fix: 'Send `finish_reason: null` in every chunk before the last.',
};
const contentWithFinishReason: Deviation = {
  id: 'content-with-finish-reason',
  grade: 'fine',
  message: 'The last piece of content comes together with the finish reason.',
  consequence: 'Clients that stop reading at the finish reason lose the last word.',
  fix: 'Send the finish reason in a chunk of its own, with `delta: {}`.',
};
const roleMissing: Deviation = {
  id: 'role-missing',
  grade: 'breaks',
  message: 'No delta ever says its role.',
  consequence: 'OpenAI’s stream helper (`.stream()`) throws at the end of the answer.',
  fix: 'Begin with a chunk whose delta is `{"role": "assistant", "content": ""}`.',
};
const reasoningFieldName: Deviation = {
  id: 'reasoning-field-name',
  grade: 'fine',
  message: 'It streams the model’s thoughts under another name than `reasoning_content`.',
  consequence: 'Callers hear the answer; clients that show thoughts may not find them.',
  fix: 'Send them as `reasoning_content`, or switch thinking off: on the phone it is time in which nothing is said.',
};
const chunkFieldsMissing: Deviation = {
  id: 'chunk-fields-missing',
  grade: 'deviates',
  message: 'Its chunks lack fields that OpenAI’s schema requires:',
  consequence: 'Most clients do without; those with strict types refuse the chunk.',
  fix: 'Send `id`, `object: "chat.completion.chunk"`, `created` (seconds) and `model` in every chunk, and `index` in every choice.',
};
const idsChange: Deviation = {
  id: 'ids-change',
  grade: 'deviates',
  message: 'The chunks of one answer have different ids.',
  consequence: 'Clients that gather chunks by id, and traces, take them for so many answers.',
  fix: 'Make one id for each answer, and send it in all of its chunks.',
};
