export * from './arguments-text.ts';
export * from './check-request.ts';
export * from './collect.ts';
export * from './error-body.ts';
export * from './json-depth.ts';
export * from './sse-decoder.ts';
export * from './sse-encoder.ts';
export * from './to-chunks.ts';
export type * from './types.ts';
