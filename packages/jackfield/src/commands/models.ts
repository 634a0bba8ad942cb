import type { DyingModel, Model } from '@jackfield/control-plane/rest-types';
import { readNumber, readOptions } from '../read-options.ts';
import { print, printJson, say } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { runRest } from '../rest/run-rest.ts';

/** `jackfield models …` */
export async function models(args: readonly string[]): Promise<number> {
  return runRest('models', { list, audit }, args);
}

async function list(client: RestClient, args: readonly string[]): Promise<number> {
  const { values } = readOptions(
    args,
    { json: { type: 'boolean' }, provider: { type: 'string' } },
    0,
  );
  const all = await client.list<Model>('/models');
  const wanted = all.filter(({ provider }) => (values.provider ?? provider) === provider);
  print(values.json, wanted, {
    ID: ({ id }) => id,
    NAME: ({ name }) => name,
    PROVIDER: ({ providerName }) => providerName,
    'CAN BE CHOSEN': chosen,
    LIFECYCLE: lifecycle,
  });
  return 0;
}

function chosen({ selectable, reason, ready, notReadyReason }: Model): string {
  if (!selectable) return `no: ${reason ?? ''}`;
  return ready ? 'yes' : `yes, once it is ready: ${notReadyReason ?? ''}`;
}

function lifecycle({ lifecycle: { status, shutDownOn } }: Model): string {
  if (status === 'active') return status;
  return shutDownOn === null ? status : `${status}, ${shutDownOn}`;
}

/** Exit code 1 when a model that an agent's setting names has ended, or ends within so many days. */
async function audit(client: RestClient, args: readonly string[]): Promise<number> {
  const { values } = readOptions(
    args,
    { json: { type: 'boolean' }, within: { type: 'string' } },
    0,
  );
  const withinDays = readNumber('--within', values.within ?? '30', 0, 3_650);
  const items = (await client.list<DyingModel>('/dying-models')).map((item) => ({
    ...item,
    due: isDue(item, withinDays),
  }));
  const due = items.filter((item) => item.due).length;
  if (values.json) printJson({ withinDays, due, items });
  else {
    if (items.length > 0) {
      print(false, items, {
        AGENT: ({ agentSlug }) => agentSlug,
        MODEL: ({ model }) => model,
        AS: ({ fallback }) => (fallback === null ? 'choice' : `fallback ${fallback + 1}`),
        ENDS: ({ lifecycle: { shutDownOn } }) => shutDownOn ?? 'no date yet',
        'DAYS LEFT': daysLeftText,
        'WHAT TO DO': wayOut,
      });
    }
    say(verdict(due, items.length, withinDays));
  }
  return due > 0 ? 1 : 0;
}

function isDue({ daysLeft, lifecycle: { status } }: DyingModel, withinDays: number): boolean {
  return status === 'shut_down' || (daysLeft !== null && daysLeft <= withinDays);
}

function daysLeftText({ daysLeft, lifecycle: { status } }: DyingModel): string {
  if (status === 'shut_down') return 'ended';
  return daysLeft === null ? '' : String(daysLeft);
}

function wayOut({ agentSlug, fallback, lifecycle: { successor } }: DyingModel): string {
  const other = successor?.id ?? null;
  if (fallback !== null) {
    return `Replace the fallback${other === null ? '' : ` by ${other}`}: Agent Settings → Large Language Model`;
  }
  if (other !== null) return `jackfield agents set-model ${agentSlug} ${other}`;
  const named = successor === null ? '' : `; its vendor names ${successor.name}`;
  return `Choose another (jackfield models list)${named}`;
}

function verdict(due: number, all: number, withinDays: number): string {
  const when = withinDays === 0 ? 'today' : `within ${withinDays} days`;
  if (due === 0) {
    const later = all === 0 ? '' : ' What is listed ends later.';
    return `No agent's setting names a model that has ended or ends ${when}.${later}`;
  }
  const places = due === 1 ? 'One place names a model' : `${due} places name models`;
  return `${places} that ended or will ${when}: callers hear errors from then on, unless a fallback takes over.`;
}
