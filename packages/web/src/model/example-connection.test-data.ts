import type { Connection } from '@jackfield/control-plane/rest-types';

/** A connection that was never checked, for tests to change. */
export const exampleConnection: Connection = {
  id: 'c1',
  projectId: 'prj_1',
  shared: false,
  name: 'Ours',
  url: 'https://llm.example.com/v1',
  modelId: 'ours-1',
  auth: { method: 'bearer', hasCredential: true },
  tls: null,
  streaming: true,
  inFlightMax: null,
  model: 'byom/c1',
  repairs: [],
  turns: 0,
  usedBy: [],
  lastCheck: null,
  lastPassedAt: null,
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
};
