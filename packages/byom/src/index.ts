export { createModelServer } from './server/model-server.ts';
export { modelHandler, type ModelHandler } from './server/model-handler.ts';
export { modelFetch } from './server/model-fetch.ts';
export { modelPlugin, type FastifyLike } from './server/model-plugin.ts';
export type { ModelServerOptions } from './server/options.ts';
export { Refusal, type RefusalDetails } from './server/refusal.ts';
export type { ServerAuth } from './server/authenticate.ts';
export type { Clock } from './server/clock.ts';
export type { Reply, ReplyContext, ReplyEnd, ReplyPart, ReplyToolCall } from './server/reply.ts';
export { demoModelId, demoReply } from './demo/demo-reply.ts';
export { checks, lightChecks } from './checks/checks.ts';
export {
  runChecks,
  runLimitMs,
  type CheckProgress,
  type PlannedCheck,
  type RunOptions,
} from './check/run-checks.ts';
export type { Check, CheckPhase, CheckVerdict } from './check/check.ts';
export type { CheckOutcome, CheckReport, CheckResult } from './check/report.ts';
export type { Deviation, Evidence, Finding, Grade } from './check/finding.ts';
export type { Capabilities } from './check/capabilities.ts';
export type { Percentiles, Speed, SpeedGrade } from './check/speed.ts';
export type { Credential, EndpointTarget, EndpointTls } from './endpoint/endpoint-target.ts';
export type { DialGuard } from './endpoint/dial-guard.ts';
export { toText, type TextOptions } from './report/to-text.ts';
export { toJUnit } from './report/to-junit.ts';
