export { createModelServer, type ModelServerOptions } from './server/model-server.ts';
export type { ServerAuth } from './server/authenticate.ts';
export type { Reply, ReplyContext, ReplyEnd, ReplyPart } from './server/reply.ts';
export { demoModelId, demoReply } from './demo/demo-reply.ts';
