import type { WebhookDelivery, WebhookEventKind } from '@jackfield/control-plane/rest-types';

interface EventWords {
  readonly label: string;
  readonly hint: string;
}

const words: Record<WebhookEventKind, EventWords> = {
  'connection.check_failing': {
    label: 'A connection stops passing its check',
    hint: 'Connections that agents use are checked again and again.',
  },
  'circuit.opened': {
    label: 'A circuit opens',
    hint: 'A model failed so often in a row that turns go to their fallbacks.',
  },
  'model.shutting_down': {
    label: 'A model is about to be shut down',
    hint: 'Thirty, seven and one days before and when it is, for models that agents use.',
  },
  'budget.warning': {
    label: 'An agent’s budget is nearly spent',
    hint: 'Once a day or month, at the share that its budget names.',
  },
  'budget.reached': {
    label: 'An agent’s budget is spent',
    hint: 'Once a day or month; where the budget says so, its turns are refused from then on.',
  },
};

/** Every event that can be told of, in the order in which they are offered. */
export const eventChoices = (
  [
    'circuit.opened',
    'connection.check_failing',
    'model.shutting_down',
    'budget.warning',
    'budget.reached',
  ] as const
).map((value) => ({ value, ...words[value] }));

export function eventLabel(event: WebhookDelivery['event']): string {
  return event === 'webhook.test' ? 'A test' : words[event].label;
}
