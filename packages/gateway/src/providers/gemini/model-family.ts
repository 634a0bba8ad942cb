/**
 * What a Gemini model's generation changes of the wire format. Names that aren't known are taken
 * for the newest: Google's ids are open-ended (aliases such as `gemini-flash-latest`), and old
 * generations are the ones that no longer grow.
 */
export interface ModelFamily {
  /** How the model is told how much to think. */
  readonly thinking: 'none' | 'budget' | 'level';
  /** Whether a function call without its thought signature is a 400. */
  readonly wantsSignatures: boolean;
  /** Google's larger models can't be told not to think. */
  readonly alwaysThinks: boolean;
}

export function modelFamily(model: string): ModelFamily {
  const alwaysThinks = /-pro(?:-|$)/.test(model);
  if (/(?:^|\/)gemini-(?:1[.-]|2\.0|pro(?:-vision)?$)/.test(model)) {
    return { thinking: 'none', wantsSignatures: false, alwaysThinks };
  }
  if (/(?:^|\/)gemini-2[.-]/.test(model)) {
    return { thinking: 'budget', wantsSignatures: false, alwaysThinks };
  }
  return { thinking: 'level', wantsSignatures: true, alwaysThinks };
}
