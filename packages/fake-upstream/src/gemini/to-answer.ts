import type { Asked } from '../asked.ts';
import { serialText, type Finish, type Reply } from '../reply.ts';
import { demandsSignatures, thoughtSignature } from './thought-signature.ts';

/** A GenerateContentResponse in the form of recorded ones (vercel/ai `packages/google/src/__fixtures__`). */
export function toAnswer(reply: Reply, asked: Asked): object {
  const parts = [...toThoughts(reply.reasoning), ...toText(reply.text), ...toCalls(reply, asked)];
  return {
    ...(isPromptBlocked(reply.finish)
      ? toPromptFeedback()
      : {
          candidates: Array.from({ length: asked.choices }, (_, index) => ({
            ...(parts.length > 0 ? { content: { parts, role: 'model' } } : {}),
            finishReason: toFinishReason(reply.finish),
            index,
            ...(reply.toolCalls.length > 0
              ? { finishMessage: 'Model generated function call(s).' }
              : {}),
          })),
        }),
    ...toTail(reply, asked, reply.usage.completion),
  };
}

export function isPromptBlocked(finish: Finish): boolean {
  return finish.kind === 'content_filter' && finish.blocked === 'prompt';
}

export function toPromptFeedback(): object {
  return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } };
}

export function toThoughts(pieces: string[]): object[] {
  return pieces.length === 0 ? [] : [{ text: pieces.join(''), thought: true }];
}

export function toText(pieces: string[]): object[] {
  return pieces.length === 0 ? [] : [{ text: pieces.join('') }];
}

/** Of parallel calls only the first is signed. */
export function toCalls(reply: Reply, asked: Asked): object[] {
  const signed = demandsSignatures(asked.model);
  return reply.toolCalls.map((call, i) => ({
    functionCall: { name: call.name, args: call.arguments },
    ...(signed && i === 0 ? { thoughtSignature: thoughtSignature(call.name) } : {}),
  }));
}

/** STOP for function calls too: only the parts tell. */
export function toFinishReason({ kind }: Finish): string {
  if (kind === 'length') return 'MAX_TOKENS';
  return kind === 'content_filter' ? 'SAFETY' : 'STOP';
}

/** Thoughts are counted beside the candidates' tokens, not among them. */
export function toTail({ usage, serial }: Reply, asked: Asked, completion: number): object {
  const candidates = Math.max(completion - usage.reasoning, 0) * asked.choices;
  return {
    usageMetadata: {
      promptTokenCount: usage.prompt,
      candidatesTokenCount: candidates,
      totalTokenCount: usage.prompt + candidates + usage.reasoning,
      ...(usage.cached > 0 ? { cachedContentTokenCount: usage.cached } : {}),
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.prompt }],
      ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    },
    modelVersion: asked.model,
    responseId: `fake${serialText(serial, 18)}`,
  };
}
