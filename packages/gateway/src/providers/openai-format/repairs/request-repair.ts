import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import type { ProviderCall } from '../../provider.ts';
import { developerAsSystem } from './developer-as-system.ts';
import { refusedFields } from './refused-fields.ts';

export interface RepairedRequest {
  readonly request: ChatCompletionRequest;
  readonly dropped: readonly string[];
  readonly applied: readonly RepairId[];
}

/** The caller's request as this connection's endpoint takes it, by the repairs that are switched on. */
export function requestRepair(call: ProviderCall): RepairedRequest {
  const isOn = (id: RepairId): boolean => call.repairs.includes(id);
  const request = isOn('developer-as-system') ? developerAsSystem(call.request) : call.request;
  const spared = isOn('refused-fields')
    ? refusedFields({ ...call, request })
    : { request, dropped: [] };
  const applied: RepairId[] = [];
  if (request !== call.request) applied.push('developer-as-system');
  if (spared.request !== request) applied.push('refused-fields');
  return { ...spared, applied };
}
