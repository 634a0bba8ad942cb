import type { Rehearsal } from '@jackfield/gateway-config';

/** The agent and its setting as they were when a bake-off began, so that all its turns are alike. */
export interface BakeOffSetup extends Pick<Rehearsal, 'agent' | 'parameters' | 'deadlines'> {
  readonly revision: number;
  /** Whether the model that judges can be held to a form. */
  readonly judgeIsStructured: boolean;
}
