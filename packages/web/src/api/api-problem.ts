import type { ModelSetting, Problem } from '@jackfield/control-plane/rest-types';

type ProblemWords = Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'errors'> & {
  readonly requestId?: string | null;
};

/** Anything the REST API refuses, or a network that doesn't answer: always words for a person. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string | null;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(problem: ProblemWords) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.requestId = problem.requestId ?? null;
    this.fields = new Map((problem.errors ?? []).map((error) => [error.field, error.message]));
    this.body = { ...problem };
  }

  /** Whether a form with these fields says all of it beside them, so that no notice is needed. */
  isAllSaidAt(fields: readonly string[]): boolean {
    if (this.fields.size === 0 || this.refusedEndpoint !== null) return false;
    return [...this.fields.keys()].every((field) => fields.includes(field));
  }

  /** The setting that is live, where a save was refused because somebody else saved first. */
  get liveSetting(): ModelSetting | null {
    // The contract of `revision_conflict`: `current` is the model setting now live.
    return this.code === 'revision_conflict'
      ? ((this.body['current'] ?? null) as ModelSetting)
      : null;
  }

  /** The `host:port` an admin would have to allow first. */
  get refusedEndpoint(): string | null {
    const endpoint = this.body['endpoint'];
    return this.code === 'endpoint_not_allowed' && typeof endpoint === 'string' ? endpoint : null;
  }
}

/** An answer that broke off before its end. */
export function brokenOff(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'connection_lost',
    title: 'The connection broke off',
    detail: 'Jackfield went away in the middle of it. Check that it is running, then try again.',
  });
}

/** Words for any failure, an {@link ApiProblem} or a fault of this page. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: 0,
    code: 'page_fault',
    title: 'This page made a mistake',
    detail: error instanceof Error ? error.message : String(error),
  });
}
