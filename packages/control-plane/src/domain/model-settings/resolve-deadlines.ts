import { defaultDeadlines } from '@jackfield/gateway-config';
import type { Deadlines } from '@jackfield/gateway-config';
import type { FieldError } from '../../problem-error.ts';
import { isEmpty } from './stored-setting.ts';
import type { StoredSetting } from './stored-setting.ts';

type GivenDeadlines = StoredSetting['deadlines'];

/** What a turn goes by. A default gives way to a shorter deadline that was set around it; without any it is `defaultDeadlines` itself. */
export function resolveDeadlines(given: GivenDeadlines): Deadlines {
  if (isEmpty(given)) return defaultDeadlines;
  const totalMs = given.totalMs ?? defaultDeadlines.totalMs;
  const firstSentenceMs = given.firstSentenceMs ?? defaultDeadlines.firstSentenceMs;
  const firstTokenMs =
    given.firstTokenMs ??
    Math.min(defaultDeadlines.firstTokenMs, firstSentenceMs ?? totalMs, totalMs);
  return {
    connectMs: given.connectMs ?? Math.min(defaultDeadlines.connectMs, firstTokenMs),
    firstTokenMs,
    firstSentenceMs,
    gapMs: given.gapMs ?? Math.min(defaultDeadlines.gapMs, totalMs),
    totalMs,
  };
}

/** What contradicts itself in deadlines: a step that may take longer than the one it is part of. */
export function deadlineErrors(given: GivenDeadlines, field: string): FieldError[] {
  const resolved = resolveDeadlines(given);
  const errors: FieldError[] = [];
  const within = (part: keyof Deadlines, whole: keyof Deadlines): void => {
    const partMs = resolved[part];
    const wholeMs = resolved[whole];
    if (partMs === null || wholeMs === null || partMs <= wholeMs) return;
    const which = given[whole] === undefined ? `, which is ${wholeMs} by default` : ` (${wholeMs})`;
    errors.push({
      field: `${field}.${part}`,
      message: `${part} (${partMs}) can't be longer than ${whole}${which}. Shorten it, or lengthen ${whole}.`,
    });
  };
  within('connectMs', 'firstTokenMs');
  within('firstTokenMs', 'firstSentenceMs');
  within('firstTokenMs', 'totalMs');
  within('firstSentenceMs', 'totalMs');
  within('gapMs', 'totalMs');
  return errors;
}
