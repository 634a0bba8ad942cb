export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export type { GatewayLoad } from './http/overload.ts';
export { noneRefused, refusedOfBoth, type RefusedTurns } from './http/turn-refused.ts';
export type { Tracing } from './turn/trace-context.ts';
export type { Clock } from './turn/clock.ts';
export type { Trial } from './try/try-model.ts';
