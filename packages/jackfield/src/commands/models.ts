import type { Model } from '@jackfield/control-plane/rest-types';
import { readOptions } from '../read-options.ts';
import { print } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { runRest } from '../rest/run-rest.ts';

/** `jackfield models …` */
export async function models(args: readonly string[]): Promise<number> {
  return runRest('models', { list }, args);
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
