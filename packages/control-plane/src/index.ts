export { createControlPlane } from './control-plane.ts';
export type { ControlPlane } from './control-plane.ts';
export { localMasterKey } from './secrets/master-key.ts';
export type { MasterKey, MasterKeys } from './secrets/master-key.ts';
export type { ControlPlaneOptions, GatewayState, Log } from './options.ts';
export { StartProblem } from './start-problem.ts';
export * from './rest-types.ts';
