import { describe, expect, it } from 'vitest';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { withSuccessor } from './with-successor.ts';

const setting: ModelSetting = {
  model: 'old',
  parameters: { temperature: 0.4 },
  fallbacks: [{ model: 'other', parameters: { top_p: 1 } }],
  deadlines: { firstTokenMs: 2_000 },
  failover: {},
  revision: 3,
  savedAt: null,
  savedBy: null,
  restoredFrom: null,
  warnings: [],
};

describe('withSuccessor', () => {
  it('replaces the choice and keeps everything else', () => {
    expect(withSuccessor(setting, 'old', 'new')).toEqual({
      model: 'new',
      parameters: { temperature: 0.4 },
      fallbacks: [{ model: 'other', parameters: { top_p: 1 } }],
      deadlines: { firstTokenMs: 2_000 },
      failover: {},
    });
  });

  it('replaces a fallback where it stands, with the parameters it has', () => {
    expect(withSuccessor(setting, 'other', 'new')).toMatchObject({
      model: 'old',
      fallbacks: [{ model: 'new', parameters: { top_p: 1 } }],
    });
  });

  it('names no model twice', () => {
    expect(withSuccessor(setting, 'old', 'other')).toMatchObject({ model: 'other', fallbacks: [] });
    const fallbacks = [{ model: 'a' }, { model: 'b' }];
    expect(withSuccessor({ ...setting, fallbacks }, 'a', 'b')?.fallbacks).toEqual([{ model: 'b' }]);
  });

  it('has nothing to replace where the model isn’t named', () => {
    expect(withSuccessor(setting, 'gone', 'new')).toBeNull();
    expect(withSuccessor({ ...setting, model: null, fallbacks: [] }, 'old', 'new')).toBeNull();
  });
});
