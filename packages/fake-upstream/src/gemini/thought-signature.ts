/** What the fake signs a function call with; it has to come back on the part it came on. */
export function thoughtSignature(functionName: string): string {
  return Buffer.from(`fake thought about ${functionName}`).toString('base64');
}

/**
 * Two words the vendor takes instead of a signature, for history that another model wrote
 * (ai.google.dev/gemini-api/docs/thought-signatures).
 */
const standIns = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
]);

export function isKnownSignature(signature: string, functionName: string): boolean {
  return signature === thoughtSignature(functionName) || standIns.has(signature);
}

/** Models that refuse a function call without its signature. */
export function demandsSignatures(model: string): boolean {
  return /gemini-(?:[3-9]|\d{2})/.test(model);
}
