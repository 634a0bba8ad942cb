import type { ChatMessage } from '../../../model/chat-message.ts';

const handed = new Map<string, readonly ChatMessage[]>();

/** A conversation that goes on from the playground to a comparison; gone when the tab is closed. */
export function handOver(agentId: string, messages: readonly ChatMessage[]): void {
  handed.set(agentId, messages);
}

export function handedOver(agentId: string): readonly ChatMessage[] {
  return handed.get(agentId) ?? [];
}
