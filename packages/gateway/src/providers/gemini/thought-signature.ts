import { isRecord } from '../is-record.ts';

/** Where Google's own OpenAI-compatible endpoint puts a thought signature, and clients send it back. */
export interface WithSignature {
  extra_content: { google: { thought_signature: string } };
}

export function withSignature(signature: string | undefined): Partial<WithSignature> {
  return signature ? { extra_content: { google: { thought_signature: signature } } } : {};
}

/** The signature that a tool call or message was given with; `null` without one. */
export function signatureOf(source: Record<string, unknown>): string | null {
  const { extra_content: extra } = source;
  const google = isRecord(extra) ? extra['google'] : undefined;
  const signature = isRecord(google) ? google['thought_signature'] : undefined;
  return typeof signature === 'string' && signature !== '' ? signature : null;
}
