import type { Model } from '@jackfield/control-plane/rest-types';

/** A model in good health, for tests to change. */
export const exampleModel: Model = {
  id: 'example-small',
  name: 'Example Small',
  provider: 'openai',
  providerName: 'Example',
  description: 'Small.',
  bestFor: 'Examples.',
  availability: 'available',
  selectable: true,
  reason: null,
  ready: true,
  notReadyReason: null,
  lifecycle: {
    status: 'active',
    deprecatedOn: null,
    shutDownOn: null,
    successor: null,
    source: null,
    readOn: null,
  },
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  price: {
    inputPerMillion: 0.15,
    outputPerMillion: 0.6,
    cachedInputPerMillion: null,
    currency: 'USD',
    note: null,
  },
  capabilities: {
    images: true,
    tools: true,
    structuredOutput: true,
    streaming: true,
    refusedParameters: [],
  },
  requestDefaults: {},
  links: [],
  connectionId: null,
  projectId: null,
};
