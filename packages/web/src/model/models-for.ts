import type { Model } from '@jackfield/control-plane/rest-types';

/** Those that agents of a project may use: of connections only its own, and those shared with all. */
export function modelsFor(projectId: string, models: readonly Model[]): Model[] {
  return models.filter((model) => model.projectId === null || model.projectId === projectId);
}
