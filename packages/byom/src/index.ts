export { createModelServer, type ModelServerOptions } from './server/model-server.ts';
export type { ServerAuth } from './server/authenticate.ts';
export type { Reply, ReplyContext, ReplyEnd, ReplyPart } from './server/reply.ts';
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
export type { Credential, EndpointTarget } from './endpoint/endpoint-target.ts';
export type { DialGuard } from './endpoint/dial-guard.ts';
export { toText, type TextOptions } from './report/to-text.ts';
export { toJUnit } from './report/to-junit.ts';
