export * from './agent-key.ts';
export * from './dial-guard.ts';
export * from './egress-policy.ts';
export * from './endpoint-text.ts';
export * from './gateway-config.ts';
export * from './model-listing.ts';
export * from './secret.ts';
export * from './turn-record.ts';
