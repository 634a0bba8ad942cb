import type { ReactElement } from 'react';
import { toProblem } from '../api/api-problem.ts';
import { useAllowEndpoint } from '../api/endpoints.ts';
import { useObstacle } from '../api/rights.ts';
import { Button } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** A refusal of something with a URL; where an admin may simply allow the address, the button that does. */
export function EndpointProblem({
  error,
  onAllowed,
}: {
  error: unknown;
  onAllowed: () => void;
}): ReactElement {
  const allow = useAllowEndpoint();
  const obstacle = useObstacle('admin');
  const endpoint = toProblem(error).refusedEndpoint;
  if (endpoint === null) return <ProblemNotice error={error} />;
  return (
    <ProblemNotice error={allow.error ?? error}>
      <Button
        small
        obstacle={obstacle}
        busy={allow.isPending}
        onClick={() => allow.mutate(endpoint, { onSuccess: onAllowed })}
      >
        Allow {endpoint} and try again
      </Button>
    </ProblemNotice>
  );
}
