import type { CheckResult, EndpointSpeed } from '@jackfield/control-plane/rest-types';
import type { LampKind } from '../../../parts/lamp.tsx';

type Outcome = CheckResult['outcome'];

/** How an outcome looks and is called: by shape, colour and word. */
export const outcomes: Record<Outcome, { readonly lamp: LampKind; readonly word: string }> = {
  failed: { lamp: 'red', word: 'Failed' },
  warned: { lamp: 'amber', word: 'Warned' },
  passed: { lamp: 'green', word: 'Fine' },
  skipped: { lamp: 'hollow', word: 'Skipped' },
};

export const speedGrades: Record<
  EndpointSpeed['grade'],
  { readonly lamp: LampKind; readonly word: string; readonly meaning: string }
> = {
  excellent: {
    lamp: 'green',
    word: 'Excellent',
    meaning: 'A caller hears no pause.',
  },
  good: {
    lamp: 'green',
    word: 'Good',
    meaning: 'A caller hears the short pause of somebody who thinks.',
  },
  slow: {
    lamp: 'amber',
    word: 'Slow',
    meaning: 'A caller wonders whether the line is still there.',
  },
  unfit_for_calls: {
    lamp: 'red',
    word: 'Unfit for calls',
    meaning: 'A caller says “Hello?” before the first word comes. For chat it may do.',
  },
};
