import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Actor } from '../domain/access/actor.ts';
import type { TurnLog } from '../domain/turns/turn-log.ts';
import type { Database } from '../store/tables.ts';

export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    db: Database;
    /** Asked by routes about turns, of which the newest may not be written yet. */
    turnLog: TurnLog;
    /** Set for every route but the public ones. */
    actor: Actor;
  };
}

/** What a route is added to; its paths are those after `/api/v1`. */
export type App = OpenAPIHono<AppEnv, {}, '/api/v1'>;

export type AppContext = Context<AppEnv>;
