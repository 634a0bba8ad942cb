export type { ControlPlaneOptions, GatewayState, Log } from './options.ts';
export * from './rest-types.ts';
