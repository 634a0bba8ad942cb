export { createControlPlane } from './control-plane.ts';
export type { SingleSignOnOptions } from './domain/access/sso/single-sign-on.ts';
export type { ControlPlane } from './control-plane.ts';
export type { ControlPlaneOptions, GatewayState, Log } from './options.ts';
export { StartProblem } from './start-problem.ts';
export * from './rest-types.ts';
