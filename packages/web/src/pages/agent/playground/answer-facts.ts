import type { Turn } from '@jackfield/control-plane/rest-types';
import { count, duration } from '../../../model/amounts.ts';
import type { Answer } from '../../../model/answer.ts';
import { turnCostWords } from '../../turns/turn-words.ts';

/** What an answer took, in words; every figure is the server's. */
export function answerFacts(
  { record, head, firstSentenceMs, finishReason }: Answer,
  nameOf: (model: string) => string,
): string[] {
  const model = record?.model ?? head?.headers['x-jackfield-model'];
  const revision = record?.revision ?? Number(head?.headers['x-jackfield-revision']);
  const facts = [
    model && nameOf(model),
    revision === 0 ? 'unsaved setting' : revision > 0 && `revision ${revision}`,
    record && record.attempts.length > 1 && attemptWords(record, nameOf),
    record?.firstTokenMs != null && `first token ${duration(record.firstTokenMs)}`,
    firstSentenceMs !== null && `first sentence ${duration(firstSentenceMs)}`,
    record && `in all ${duration(record.durationMs)}`,
    record && speedWords(record),
    record?.promptTokens != null &&
      `${count(record.promptTokens)} tokens in, ${count(record.completionTokens ?? 0)} out`,
    record && `cost ${turnCostWords(record)}`,
    finishReason === 'length' && 'cut off at the longest answer allowed',
    finishReason === 'content_filter' && 'cut off by the content filter',
  ];
  return facts.filter((fact): fact is string => typeof fact === 'string' && fact !== '');
}

/** Between the first token and the end; whole tokens a second. */
export function tokensPerSecond({
  completionTokens,
  durationMs,
  firstTokenMs,
}: Pick<Turn, 'completionTokens' | 'durationMs' | 'firstTokenMs'>): number | null {
  if (completionTokens === null || firstTokenMs === null || durationMs <= firstTokenMs) return null;
  return Math.round((1_000 * completionTokens) / (durationMs - firstTokenMs));
}

function speedWords(record: Turn): string | null {
  const speed = tokensPerSecond(record);
  return speed === null ? null : `${count(speed)} tokens a second`;
}

/** Who was asked before: `3 attempts, PolyLLM failed`. */
function attemptWords({ attempts }: Turn, nameOf: (model: string) => string): string {
  const failed = attempts.filter(({ outcome }) => outcome === 'failed');
  const names = [...new Set(failed.map(({ model }) => nameOf(model)))];
  return `${attempts.length} attempts${names.length > 0 ? `, ${names.join(' and ')} failed` : ''}`;
}
